package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.LastKnownState;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.health.StackMeter;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.view.Board;
import dev.berth.view.Document;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** {@code stack status}: once, until it is as wanted, or again and again. What only the last two need has classes of its own. */
final class StatusCommand {
    static final Option<Optional<Duration>> INTERVAL =
            Option.duration("interval", "with --watch: look again so often, also when nothing has changed");
    static final Option<Optional<Duration>> WAIT_TIMEOUT =
            Option.duration("wait-timeout", "with --wait: how long; 2m when it is not given");
    static final Option<Optional<Awaited>> WAIT =
            Option.choice("wait", Awaited.class, "wait until it is like this, and exit with 3 when it is not in time");

    private static final Option<Boolean> STATS = Option.flag(
            "stats", "measure CPU, memory, network, disk and volumes, and ask the stores; takes a few seconds");
    private static final Option<Boolean> STRICT =
            Option.flag("strict", "exit with 3 when degraded, and when a volume is critical, too");
    private static final Option<Boolean> WATCH =
            Option.flag("watch", "print it again at every change, until Ctrl-C; in a pipe as ndjson");

    private StatusCommand() {}

    /** What can be waited for. */
    enum Awaited {
        HEALTHY(StackState.HEALTHY),
        STOPPED(StackState.STOPPED);

        private final StackState state;

        Awaited(StackState state) {
            this.state = state;
        }

        StackState state() {
            return state;
        }
    }

    static Verb verb() {
        return Verb.named("stack status", "Show how the services are")
                .with(STATS, STRICT, WATCH, INTERVAL, WAIT, WAIT_TIMEOUT)
                .detail("""
                        On a terminal a live board, with ? for its keys; with an option, or not on a terminal, a table. \
                        The worst required service decides how the whole is; one that is meant to end, and has ended well, is completed. \
                        The exit code of a table is 0 when the stack is healthy or degraded, 3 otherwise. \
                        Of volumes it tells what the board or --stats measured last on this machine, and how old that is.""")
                .example("stack status", "the board of the environment you work in")
                .example("stack status --stats", "a table, with CPU and memory")
                .example("stack status --env prod --format json", "another one, for a program")
                .example("stack status --wait healthy --wait-timeout 90s", "in a script, before what needs the stack")
                .example("stack status --watch --format ndjson", "one JSON document a change")
                .runs(StatusCommand::run);
    }

    /** Looks at an environment's services now, and remembers what was seen. */
    static StackSnapshot observe(Services services, String environment) {
        return observe(services, services.environments().stack(environment));
    }

    private static StackSnapshot observe(Services services, Stack stack) {
        Engine engine = services.environments().engine(stack.engine());
        return remember(services, new StackObserver(engine, Clock.systemUTC()).observe(stack));
    }

    /** Remembers an environment's state as it is now, for lists and the prompt; where it cannot be seen, that is said. */
    static void lookAgain(Call call, String environment) {
        try {
            observe(call.services(), environment);
        } catch (BerthException e) {
            call.console().notice("the state of %s is not known: %s".formatted(environment, e.getMessage()));
        }
    }

    static StackSnapshot remember(Services services, StackSnapshot snapshot) {
        services.lastKnownState()
                .write(
                        snapshot.environment(),
                        new LastKnownState.Seen(Document.constant(snapshot.state()), snapshot.takenAt()));
        return snapshot;
    }

    /** The snapshot with what is remembered of its volumes. */
    static StackSnapshot withVolumes(Services services, Stack stack, StackSnapshot snapshot) {
        return snapshot.withVolumes(services.volumeMemory().latest(stack));
    }

    /** What the command answers to one look. */
    static int verdict(Call call, StackSnapshot snapshot) {
        boolean well = snapshot.state() == StackState.HEALTHY || snapshot.state() == StackState.DEGRADED;
        return well && (snapshot.isFlawless() || !call.get(STRICT))
                ? ExitCode.OK.status()
                : ExitCode.UNHEALTHY.status();
    }

    private static int run(Call call) throws InterruptedException {
        boolean watches = call.get(WATCH);
        Optional<Awaited> awaited = call.get(WAIT);
        check(call, watches, awaited);
        Services services = call.services();
        boolean measured = call.get(STATS);
        Stack stack = services.environments().stack(call.environment());
        StackSnapshot snapshot = observe(services, stack);
        if (awaited.isPresent()) {
            return StatusWait.run(call, awaited.get(), snapshot, measured);
        }
        if (watches) {
            return StackWatch.run(
                    call,
                    snapshot,
                    new StackWatch.Subject(
                            measured,
                            measured,
                            each -> new StatusReport(measured ? each : withVolumes(services, stack, each), measured)));
        }
        snapshot = withVolumes(services, stack, snapshot);
        if (takesTheScreen(call)) {
            return board(call, snapshot);
        }
        if (measured) {
            snapshot = measured(services, stack, snapshot);
        }
        call.console().print(new StatusReport(snapshot, measured));
        return verdict(call, snapshot);
    }

    static StackSnapshot measured(Services services, Stack stack, StackSnapshot snapshot) throws InterruptedException {
        return new StackMeter(services.environments().engine(stack.engine()))
                .measure(stack, snapshot, services.storeProbes());
    }

    private static void check(Call call, boolean watches, Optional<Awaited> awaited) {
        if (watches && awaited.isPresent()) {
            throw new BerthException(
                    ErrorCode.USAGE, "--wait has an end, and --watch has none", "Leave one of them out.");
        }
        if (!watches && call.get(INTERVAL).isPresent()) {
            throw new BerthException(ErrorCode.USAGE, "--interval is for --watch", "Add --watch.");
        }
        if (awaited.isEmpty() && call.get(WAIT_TIMEOUT).isPresent()) {
            throw new BerthException(ErrorCode.USAGE, "--wait-timeout is for --wait", "Add --wait healthy.");
        }
    }

    /** A person who asked for nothing in particular gets the board. */
    private static boolean takesTheScreen(Call call) {
        return call.streams().screen().isPresent()
                && call.get(GlobalOptions.FORMAT).isEmpty()
                && !call.get(STATS)
                && !call.get(STRICT);
    }

    private static int board(Call call, StackSnapshot first) throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        Theme theme = call.console().capabilities().output();
        // There is no room on the board for why it cannot go on; what was known stays masked.
        try (SecretMasking masking = call.maskSecrets(true, sentence -> {})) {
            BoardCommands commands = new BoardCommands(call, masking);
            call.shell().interruption().takeSignals();
            call.streams()
                    .screen()
                    .orElseThrow()
                    .use(terminal -> call.services()
                            .board()
                            .show(stack, engine, first, new Board.Terminal(terminal, theme), commands));
        }
        return ExitCode.OK.status();
    }
}
