package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.environment.Stack;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.testing.FakeEngine;
import dev.berth.view.Board;
import dev.berth.view.RawTerminal;
import dev.berth.view.Theme;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoardSessionTests {
    private static final String ALTERNATE_SCREEN = "\u001b[?1049h";
    private static final String ORDINARY_SCREEN = "\u001b[?1049l";
    private static final String MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";

    private final FakeEngine engine = new FakeEngine("image");
    private final Stack stack = new Stack("dev", "acme", "shop", false, engine.address(), List.of());
    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();

    @Test
    void showWhenLeftGivesTheScreenBack() throws InterruptedException {
        show(new Commands(false), "q");

        assertThat(drawn())
                .startsWith(ALTERNATE_SCREEN)
                .contains("DEV", MOUSE_OFF)
                .endsWith(ORDINARY_SCREEN);
    }

    @Test
    void showWhenSomethingIsBrokenGivesTheScreenBackAndSaysWhat() {
        assertThatThrownBy(() -> show(new Commands(true), ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");

        assertThat(drawn()).startsWith(ALTERNATE_SCREEN).contains(MOUSE_OFF).endsWith(ORDINARY_SCREEN);
    }

    private void show(Commands commands, String typed) throws InterruptedException {
        StackSnapshot first = new StackObserver(engine, Clock.systemUTC()).observe(stack);
        new LanternaBoard(Clock.systemUTC(), Optional.empty())
                .show(
                        stack,
                        engine,
                        first,
                        new Board.Terminal(new Typed(typed, drawn), new Theme(true, true)),
                        commands);
    }

    private String drawn() {
        return drawn.toString(StandardCharsets.UTF_8);
    }

    /** Commands that nobody runs. */
    private record Commands(boolean broken) implements Board.Commands {
        @Override
        public boolean isReadOnly() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return false;
        }

        @Override
        public Board.Result run(List<String> words) {
            throw new AssertionError("nothing was to be run");
        }

        @Override
        public void runInteractively(String line) {
            throw new AssertionError("nothing was to be run");
        }

        @Override
        public String redact(String text) {
            return text;
        }

        @Override
        public void learnSecrets() {}
    }

    /** A terminal on which this is typed, and then nothing more. */
    private record Typed(String text, OutputStream output, AtomicInteger place) implements RawTerminal {
        Typed(String text, OutputStream output) {
            this(text, output, new AtomicInteger());
        }

        @Override
        public int read(Duration timeout) {
            int at = place.getAndIncrement();
            return at < text.length() ? text.charAt(at) : NOTHING;
        }

        @Override
        public Size size() {
            return new Size(100, 30);
        }

        @Override
        public void lend(Runnable work) {
            work.run();
        }
    }
}
