package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.docker.ContainerLimits;
import dev.berth.environment.Stack;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.testing.FakeEngine;
import dev.berth.view.Board;
import dev.berth.view.RawTerminal;
import dev.berth.view.Theme;
import dev.berth.workspace.Definition;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoardSessionTests {
    private static final String ALTERNATE_SCREEN = "\u001b[?1049h";
    private static final String ORDINARY_SCREEN = "\u001b[?1049l";
    private static final String MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";

    private final FakeEngine engine = new FakeEngine("image");
    private final Stack stack =
            new Stack("dev", "acme", "shop", false, engine.address(), List.of(), Definition.VolumeRules.USUAL);
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

    @Test
    @Timeout(30)
    void showWhenLeftWhileACommandRunsLetsItBeInterrupted() {
        engine.start(engine.createService("shop", "rest"));
        Stack withService = new Stack(
                "dev",
                "acme",
                "shop",
                false,
                engine.address(),
                List.of(new Stack.Service(
                        "rest",
                        Definition.Kind.APP,
                        Optional.empty(),
                        true,
                        1,
                        false,
                        false,
                        new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()))),
                Definition.VolumeRules.USUAL);
        Busy busy = new Busy();
        Thread leaving = Thread.currentThread();
        // Nobody presses Ctrl-C before the terminal makes a signal of it.
        RawTerminal terminal = new Typed("jryq", drawn, leaving::interrupt, new AtomicBoolean());

        assertThatThrownBy(() -> new LanternaBoard(Clock.systemUTC(), Optional.empty(), watched -> Optional.empty())
                        .show(
                                withService,
                                engine,
                                new StackObserver(engine, Clock.systemUTC()).observe(withService),
                                new Board.Terminal(terminal, new Theme(true, true)),
                                busy))
                .isInstanceOf(InterruptedException.class);

        assertThat(busy.interrupted).isTrue();
        assertThat(drawn()).contains("Waiting for: stack restart rest (Ctrl-C interrupts it)");
    }

    @Test
    @Timeout(30)
    void showWhenTheTerminalIsGoneAfterACommandLineLeaves() throws InterruptedException {
        StackSnapshot first = new StackObserver(engine, Clock.systemUTC()).observe(stack);

        AtomicBoolean gone = new AtomicBoolean();
        Typed terminal = new Typed(":version\n", drawn, () -> gone.set(true), gone);

        new LanternaBoard(Clock.systemUTC(), Optional.empty(), watched -> Optional.empty())
                .show(stack, engine, first, new Board.Terminal(terminal, new Theme(true, true)), new Busy());

        assertThat(drawn()).contains("Any key goes back").endsWith(ORDINARY_SCREEN);
    }

    private void show(Commands commands, String typed) throws InterruptedException {
        StackSnapshot first = new StackObserver(engine, Clock.systemUTC()).observe(stack);
        new LanternaBoard(Clock.systemUTC(), Optional.empty(), watched -> Optional.empty())
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

    /** Commands of which each runs until it is interrupted; a line that is typed has ended at once. */
    private static final class Busy implements Board.Commands {
        private volatile boolean interrupted;

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public Board.Result run(List<String> words) throws InterruptedException {
            try {
                new CountDownLatch(1).await();
                return new Board.Result(0, "");
            } catch (InterruptedException e) {
                interrupted = true;
                throw e;
            }
        }

        @Override
        public void runInteractively(String line) {}

        @Override
        public String redact(String text) {
            return text;
        }

        @Override
        public void learnSecrets() {}
    }

    /** A terminal on which this is typed, and then nothing more; while it is lent something happens. */
    private static final class Typed implements RawTerminal {
        private final String text;
        private final OutputStream output;
        private final Runnable whenLent;
        private final AtomicBoolean gone;
        private final AtomicInteger place = new AtomicInteger();

        private Typed(String text, OutputStream output) {
            this(text, output, () -> {}, new AtomicBoolean());
        }

        private Typed(String text, OutputStream output, Runnable whenLent, AtomicBoolean gone) {
            this.text = text;
            this.output = output;
            this.whenLent = whenLent;
            this.gone = gone;
        }

        @Override
        public int read(Duration timeout) {
            int at = place.getAndIncrement();
            return at < text.length() ? text.charAt(at) : gone.get() ? END : NOTHING;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public Size size() {
            return new Size(100, 30);
        }

        @Override
        public void lend(Runnable work) {
            whenLent.run();
            work.run();
        }
    }
}
