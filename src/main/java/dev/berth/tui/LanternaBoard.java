package dev.berth.tui;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.view.Board;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;

/** The board, drawn with Lanterna. */
public final class LanternaBoard implements Board {
    private final Clock clock;
    private final Optional<StoreProbes> probes;

    /** @param probes how stores are asked; empty where they are not to be */
    public LanternaBoard(Clock clock, Optional<StoreProbes> probes) {
        this.clock = clock;
        this.probes = probes;
    }

    @Override
    public void show(Stack stack, Engine engine, StackSnapshot first, Terminal terminal, Commands commands)
            throws InterruptedException {
        try (BoardSession session =
                new BoardSession(stack, engine, first, probes, terminal, commands, clock, ZoneId.systemDefault())) {
            session.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be drawn on", e);
        }
    }
}
