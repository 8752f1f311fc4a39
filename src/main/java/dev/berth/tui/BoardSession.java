package dev.berth.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackFeed;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.logs.LogFeed;
import dev.berth.logs.LogQuery;
import dev.berth.view.Board;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One board from opening to leaving: waits for keys and news, and draws what has come of them, all on one thread. */
final class BoardSession implements AutoCloseable {
    /** How old what services say may get before it is seen; a stream of lines is no reason to draw more often. */
    private static final Duration LONGEST_STILL = Duration.ofMillis(250);

    private static final int LOG_LINES = 200;

    private static final Duration KEY = Duration.ofMillis(200);

    private final Stack stack;
    private final Board.Terminal terminal;
    private final Board.Commands commands;
    private final Clock clock;
    private final ZoneId zone;
    private final BoardInput input;
    private final BoardTerminal drawing;
    private final Screen screen;
    private final Painter painter;
    private final StackFeed feed;
    private final LogFeed logFeed;
    private final LogTail logs = new LogTail();
    private final AtomicReference<LiveStack> live;
    private final AtomicReference<String> engineName = new AtomicReference<>("");
    private final AtomicReference<@Nullable String> outcome = new AtomicReference<>();
    private BoardState state = BoardState.FIRST;
    private Screen.RefreshType refresh = Screen.RefreshType.COMPLETE;
    private int lines;
    private @Nullable Thread action;

    BoardSession(
            Stack stack,
            Engine engine,
            StackSnapshot first,
            Optional<StoreProbes> probes,
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
        this.painter = new Painter(terminal.theme().color());
        this.live = new AtomicReference<>(LiveStack.of(first));
        this.input = new BoardInput(terminal.raw());
        this.drawing = new BoardTerminal(terminal.raw(), input);
        this.screen = new TerminalScreen(drawing);
        this.feed = StackFeed.begin(engine, stack, clock, first, probes, snapshot -> {
            live.set(snapshot);
            input.wake();
        });
        this.logFeed =
                LogFeed.open(engine, stack.project(), LogQuery.following(LOG_LINES), commands::redact, logs::add);
        Thread.ofVirtual().name("engine's name").start(() -> name(engine));
    }

    private void name(Engine engine) {
        try {
            engineName.set("Docker " + engine.info().version());
            input.wake();
        } catch (BerthException e) {
            // The feed says what is wrong with it.
        }
    }

    /** Runs until somebody leaves. */
    void run() throws IOException, InterruptedException {
        appear();
        boolean stays = true;
        while (stays) {
            draw();
            input.await(LONGEST_STILL);
            settle();
            stays = takeKeys();
        }
    }

    private boolean takeKeys() throws IOException, InterruptedException {
        for (KeyStroke key = screen.pollInput(); key != null; key = screen.pollInput()) {
            BoardKeys.Step step = new BoardKeys(situation()).press(state, key);
            state = step.state();
            switch (step.effect()) {
                case Effect.None none -> {}
                case Effect.Quit quit -> {
                    return false;
                }
                case Effect.Run run -> begin(run.words());
                case Effect.Lend lend -> lend(lend.line());
            }
        }
        return true;
    }

    private BoardKeys.Situation situation() {
        return new BoardKeys.Situation(
                stack.environment(),
                stack.isProtected(),
                ServiceList.shown(live.get(), state).stream()
                        .map(ServiceSnapshot::name)
                        .toList(),
                lines(view()),
                BoardScreen.page(screen.getTerminalSize().getRows()));
    }

    private BoardView view() {
        return new BoardView(
                stack,
                live.get(),
                engineName.get(),
                logs.entries(),
                state,
                commands.isReadOnly(),
                terminal.theme(),
                clock.instant(),
                zone);
    }

    private static int lines(BoardView view) {
        BoardState state = view.state();
        return switch (state.pane()) {
            case SERVICES -> 0;
            case LOGS -> LogLines.of(view, state.only(), state.filter()).size();
            case EVENTS -> EventLines.of(view, state.only(), state.filter()).size();
        };
    }

    private void draw() throws IOException {
        // Lanterna learns of a new size by asking for it.
        drawing.getTerminalSize();
        if (screen.doResizeIfNecessary() != null) {
            refresh = Screen.RefreshType.COMPLETE;
        }
        TerminalSize size = screen.getTerminalSize();
        int now = lines(view());
        if (state.back() > 0 && now > lines) {
            // Who reads further back goes on reading there.
            state = state.back(state.back() + now - lines);
        }
        lines = now;
        painter.paint(BoardScreen.lines(view(), size.getColumns(), size.getRows()), screen);
        screen.refresh(refresh);
        refresh = Screen.RefreshType.DELTA;
    }

    private void begin(List<String> words) {
        action = Thread.ofVirtual().name(String.join(" ", words)).start(() -> {
            String message;
            try {
                Board.Result result = commands.run(words);
                message = result.exitCode() == 0 || !result.message().isEmpty()
                        ? result.message()
                        : "exit code " + result.exitCode();
            } catch (InterruptedException e) {
                message = "interrupted";
            }
            outcome.set(message);
            input.wake();
        });
    }

    /** Takes note of a command that has ended. */
    private void settle() {
        String message = outcome.getAndSet(null);
        if (message != null) {
            state = state.action(state.action()
                    .map(each -> new BoardState.Action(
                            each.command(),
                            Optional.of(
                                    commands.redact(message).lines().findFirst().orElse("")))));
        }
    }

    private void lend(String line) throws IOException, InterruptedException {
        disappear();
        terminal.raw().lend(() -> commands.runInteractively(line));
        terminal.raw().output().write("\r\nAny key goes back to the board.\r\n".getBytes(StandardCharsets.UTF_8));
        terminal.raw().output().flush();
        int key;
        do {
            key = terminal.raw().read(KEY);
        } while (key < 0 && !Thread.currentThread().isInterrupted());
        appear();
    }

    private void appear() throws IOException {
        screen.startScreen();
        screen.setCursorPosition(null);
        refresh = Screen.RefreshType.COMPLETE;
        input.begin();
    }

    private void disappear() throws IOException, InterruptedException {
        input.pause();
        screen.stopScreen();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        feed.close();
        logFeed.close();
        boolean interrupted = Thread.interrupted();
        disappear();
        Thread running = action;
        if (running != null && running.isAlive()) {
            if (interrupted) {
                running.interrupt();
            } else {
                terminal.raw()
                        .output()
                        .write(("Waiting for: "
                                        + state.action()
                                                .map(BoardState.Action::command)
                                                .orElse("") + "\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                terminal.raw().output().flush();
            }
            running.join();
        }
        if (interrupted) {
            throw new InterruptedException("the board was asked to end");
        }
    }
}
