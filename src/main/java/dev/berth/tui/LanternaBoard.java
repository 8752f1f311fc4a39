package dev.berth.tui;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.health.StackSnapshot;
import dev.berth.view.Board;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;

/** The board, drawn with Lanterna. */
public final class LanternaBoard implements Board {
    private final Clock clock;

    public LanternaBoard(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void show(Stack stack, Engine engine, StackSnapshot first, Terminal terminal, Commands commands)
            throws InterruptedException {
        try (BoardSession session =
                new BoardSession(stack, engine, first, terminal, commands, clock, ZoneId.systemDefault())) {
            session.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be drawn on", e);
        }
    }
}
