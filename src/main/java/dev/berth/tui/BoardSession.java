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
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<String> engineName = new AtomicReference<>("");
    private final AtomicReference<@Nullable String> outcome = new AtomicReference<>();
    private BoardState state = BoardState.FIRST;
    private Screen.RefreshType refresh = Screen.RefreshType.COMPLETE;
    private Picture picture = new Picture(List.of(), List.of());
    private @Nullable BoardState drawnState;
    private int drawnLook;
    private long drawnEntry = -1;
    private long drawnSecond = -1;
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
            looks.incrementAndGet();
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
            if (isStale()) {
                draw();
            }
            input.await(LONGEST_STILL);
            settle();
            stays = takeKeys();
        }
    }

    /** Whether what is on the screen is not how it is any more. */
    private boolean isStale() throws IOException {
        boolean logged =
                logs.excerpt().last() != drawnEntry && (state.pane() == Pane.LOGS || state.pane() == Pane.SERVICES);
        return logged
                || !state.equals(drawnState)
                || looks.get() != drawnLook
                || clock.instant().getEpochSecond() != drawnSecond
                || !drawing.getTerminalSize().equals(screen.getTerminalSize());
    }

    private boolean takeKeys() throws IOException, InterruptedException {
        for (KeyStroke key = screen.pollInput(); key != null; key = screen.pollInput()) {
            BoardKeys.Step step = new BoardKeys(new OnScreen()).press(state, key);
            if (step.state().mouse() != state.mouse()) {
                drawing.reportMouse(step.state().mouse());
            }
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

    private BoardView view(BoardState shown) {
        return new BoardView(
                stack,
                live.get(),
                engineName.get(),
                logs.excerpt(),
                shown,
                commands.isReadOnly(),
                terminal.theme(),
                clock.instant(),
                zone);
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
            return ServiceList.shown(live.get(), state).stream()
                    .map(ServiceSnapshot::name)
                    .toList();
        }

        @Override
        public int lines() {
            TerminalSize size = screen.getTerminalSize();
            return BoardScreen.count(view(state), size.getColumns(), size.getRows());
        }

        @Override
        public int page() {
            return BoardScreen.page(screen.getTerminalSize().getRows());
        }

        @Override
        public long lastEntry() {
            return logs.excerpt().last();
        }

        @Override
        public OptionalInt find(BoardState searching, int from, boolean older) {
            return LogLines.of(view(searching), screen.getTerminalSize().getColumns())
                    .find(from, older);
        }

        @Override
        public Optional<Picture.Aim> at(int column, int row) {
            return picture.at(column, row);
        }
    }

    private void draw() throws IOException {
        // Lanterna learns of a new size by asking for it.
        drawing.getTerminalSize();
        if (screen.doResizeIfNecessary() != null) {
            refresh = Screen.RefreshType.COMPLETE;
        }
        TerminalSize size = screen.getTerminalSize();
        int look = looks.get();
        BoardView view = view(state);
        picture = BoardScreen.picture(view, size.getColumns(), size.getRows());
        painter.paint(picture.lines(), screen);
        screen.refresh(refresh);
        refresh = Screen.RefreshType.DELTA;
        if (state.pane() == Pane.SERVICES && !state.help()) {
            Set<String> shown = picture.services();
            state.selected().ifPresent(shown::add);
            feed.show(shown);
        }
        drawnState = view.state();
        drawnLook = look;
        drawnEntry = view.logs().last();
        drawnSecond = view.now().getEpochSecond();
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
        drawing.reportMouse(state.mouse());
        drawnState = null;
        refresh = Screen.RefreshType.COMPLETE;
        input.begin();
    }

    private void disappear() throws IOException, InterruptedException {
        input.pause();
        drawing.reportMouse(false);
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
