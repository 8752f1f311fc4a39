package dev.berth.tui;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.monitor.Seen;
import dev.berth.view.Board;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;

/** The board, drawn with Lanterna. */
public final class LanternaBoard implements Board {
    private final Clock clock;
    private final Optional<StoreProbes> probes;
    private final Function<Stack, Optional<Seen>> watch;

    /**
     * @param probes how stores are asked; empty where they are not to be
     * @param watch what a stack's watch saw last
     */
    public LanternaBoard(Clock clock, Optional<StoreProbes> probes, Function<Stack, Optional<Seen>> watch) {
        this.clock = clock;
        this.probes = probes;
        this.watch = watch;
    }

    @Override
    public void show(Stack stack, Engine engine, StackSnapshot first, Terminal terminal, Commands commands)
            throws InterruptedException {
        try (BoardSession session = new BoardSession(
                stack,
                engine,
                first,
                probes,
                () -> watch.apply(stack),
                terminal,
                commands,
                clock,
                ZoneId.systemDefault())) {
            session.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be drawn on", e);
        }
    }
}
