package dev.berth.tui;

import com.googlecode.lanterna.input.KeyStroke;
import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.monitor.Seen;
import dev.berth.view.Board;
import dev.berth.view.RawTerminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** One board from opening to leaving: waits for keys and news, and draws what has come of them, all on one thread. */
final class BoardSession implements AutoCloseable {
    /** How old what services say may get before it is seen; a stream of lines is no reason to draw more often. */
    private static final Duration LONGEST_STILL = Duration.ofMillis(250);

    /** How long a picture stays where nothing is new: more than a second, for the news of each second bring their own. */
    private static final Duration LONGEST_SHOWN = Duration.ofMillis(1300);

    private static final Duration KEY = Duration.ofMillis(200);

    private final Stack stack;
    private final Board.Terminal terminal;
    private final Board.Commands commands;
    private final Clock clock;
    private final ZoneId zone;
    private final BoardInput input;
    private final Canvas canvas;
    private final StackNews news;
    private final RunningCommand command;
    private BoardState state = BoardState.FIRST;
    private Optional<Drawn> drawn = Optional.empty();
    private Instant drawnAt = Instant.EPOCH;

    BoardSession(
            Stack stack,
            Engine engine,
            StackSnapshot first,
            Optional<StoreProbes> probes,
            Supplier<Optional<Seen>> watch,
            Board.Terminal terminal,
            Board.Commands commands,
            Clock clock,
            ZoneId zone)
            throws IOException {
        this.stack = stack;
        this.terminal = terminal;
        this.commands = commands;
        this.clock = clock;
        this.zone = zone;
        this.input = new BoardInput(terminal.raw());
        this.canvas = new Canvas(terminal, input);
        this.news = new StackNews(
                stack, engine, first, probes, watch, clock, commands::redact, commands::learnSecrets, input::wake);
        this.command = new RunningCommand(commands, input::wake);
    }

    /**
     * What a picture was drawn from; another one has to be drawn where it is not so any more.
     *
     * @param entry the number of the last log entry, where the pane shows logs
     */
    private record Drawn(BoardState state, int look, long entry) {}

    /** Runs until somebody leaves. */
    void run() throws IOException, InterruptedException {
        appear();
        boolean stays = true;
        while (stays) {
            if (canvas.isResized() || !drawn.equals(Optional.of(now())) || isOld()) {
                draw();
            }
            input.await(LONGEST_STILL);
            command.takeOutcome().ifPresent(this::settle);
            stays = takeKeys();
        }
    }

    private Drawn now() {
        boolean logged = state.pane() == Pane.LOGS || state.pane() == Pane.SERVICES;
        return new Drawn(state, news.looks(), logged ? news.logs().last() : -1);
    }

    private boolean isOld() {
        return Duration.between(drawnAt, clock.instant()).abs().compareTo(LONGEST_SHOWN) > 0;
    }

    private void draw() throws IOException {
        // Taken before the picture is: what comes meanwhile is drawn next.
        drawn = Optional.of(now());
        drawnAt = clock.instant();
        Picture picture = canvas.draw(view(state));
        if (state.pane() == Pane.SERVICES && !state.help()) {
            Set<String> shown = picture.services();
            state.selected().ifPresent(shown::add);
            news.show(shown);
        }
    }

    private BoardView view(BoardState shown) {
        return new BoardView(
                stack,
                news.live(),
                news.engine(),
                news.logs(),
                news.watch(),
                shown,
                commands.isReadOnly(),
                terminal.theme(),
                clock.instant(),
                zone);
    }

    private boolean takeKeys() throws IOException, InterruptedException {
        for (KeyStroke key = canvas.key(); key != null; key = canvas.key()) {
            BoardKeys.Step step = new BoardKeys(new OnScreen()).press(state, key);
            if (step.state().mouse() != state.mouse()) {
                canvas.reportMouse(step.state().mouse());
            }
            state = step.state();
            switch (step.effect()) {
                case Effect.None none -> {}
                case Effect.Quit quit -> {
                    return false;
                }
                case Effect.Run run -> command.begin(run.words());
                case Effect.Lend lend -> lend(lend.line());
            }
        }
        return true;
    }

    /** What is there now, looked at only by the keys that need it. */
    private final class OnScreen implements BoardKeys.Situation {
        @Override
        public String environment() {
            return stack.environment();
        }

        @Override
        public boolean isProtected() {
            return stack.isProtected();
        }

        @Override
        public boolean isReadOnly() {
            return commands.isReadOnly();
        }

        @Override
        public List<String> services() {
            return ServiceList.shown(news.live(), state).stream()
                    .map(ServiceSnapshot::name)
                    .toList();
        }

        @Override
        public int lines() {
            return BoardScreen.count(view(state), canvas.columns(), canvas.rows());
        }

        @Override
        public int page() {
            return BoardScreen.page(canvas.rows());
        }

        @Override
        public long lastEntry() {
            return news.logs().last();
        }

        @Override
        public OptionalInt find(BoardState searching, int from, boolean older) {
            return LogLines.of(view(searching), canvas.columns()).find(from, older);
        }

        @Override
        public Optional<Picture.Aim> at(int column, int row) {
            return canvas.at(column, row);
        }
    }

    /** Takes note of a command that has ended. */
    private void settle(String outcome) {
        state = state.action(state.action().map(each -> new BoardState.Action(each.command(), Optional.of(outcome))));
    }

    private void lend(String line) throws IOException, InterruptedException {
        canvas.disappear();
        terminal.raw().lend(() -> commands.runInteractively(line));
        say("\r\nAny key goes back to the board.\r\n");
        int key;
        do {
            key = terminal.raw().read(KEY);
        } while (key == RawTerminal.NOTHING && !Thread.currentThread().isInterrupted());
        appear();
    }

    private void appear() throws IOException {
        canvas.appear(state.mouse());
        drawn = Optional.empty();
    }

    private void say(String text) throws IOException {
        terminal.raw().output().write(text.getBytes(StandardCharsets.UTF_8));
        terminal.raw().output().flush();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        news.close();
        boolean interrupted = Thread.interrupted();
        canvas.disappear();
        if (command.runs()) {
            if (interrupted) {
                command.interrupt();
            } else {
                say("Waiting for: %s (Ctrl-C interrupts it)\r\n"
                        .formatted(
                                state.action().map(BoardState.Action::command).orElse("")));
            }
            // On the ordinary terminal, where Ctrl-C is a signal and interrupts this thread.
            terminal.raw().lend(command::awaitEnd);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            throw new InterruptedException("the board was asked to end");
        }
    }
}
