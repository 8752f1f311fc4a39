package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Refusal;
import dev.berth.monitor.Rehearsal;
import dev.berth.monitor.Repair;
import dev.berth.monitor.Standing;
import dev.berth.monitor.Watch;
import dev.berth.monitor.WatchProcess;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.MonitorReports;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Watches an environment until it is told to end, and prints each alert that changes. */
final class WatchRun {
    static final Option<Boolean> DRY_RUN =
            Option.flag("dry-run", "say what would be done to services that are not well, and do nothing");

    private WatchRun() {}

    static int run(Call call) {
        if (call.get(GlobalOptions.FORMAT).equals(Optional.of(Format.JSON))) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "what goes on is no JSON document",
                    "Use --format ndjson: one object a line. monitor alerts tells how things are.");
        }
        Services services = call.services();
        String name = call.environment();
        Definition definition = services.environments().definition(name);
        Engine engine = services.environments().engine(services.environments().address(definition));
        Clock clock = Clock.systemUTC();
        if (call.get(DRY_RUN)) {
            return rehearse(call, name, definition, engine, clock);
        }
        services.deployments().ensureHelper(engine);
        WatchProcess.of(services.workspace(), name).ifPresent(running -> {
            throw new BerthException(
                    ErrorCode.LOCKED,
                    "%s is watched by process %d since %s".formatted(name, running.pid(), running.since()),
                    "One watch is enough. It ends by: monitor stop");
        });
        EnvironmentLock changes = new EnvironmentLock(engine, definition.project(), Operator.current(), clock);
        Written written = new Written(services.environments(), definition, new Printed(call, name, false));
        Turn turn = new Turn(changes, written);
        Watch watch = watch(call, engine, name, turn, clock);
        try (EnvironmentLock.Held held = EnvironmentLock.ofWatch(
                                engine, definition.project(), Operator.current(), clock)
                        .take("monitor run");
                WatchProcess.Announcement announced = WatchProcess.announce(services.workspace(), name)) {
            turn.begin(held);
            call.console().notice("%s is watched until this is ended".formatted(name));
            watch.run();
            while (written.hasChanged()) {
                written.takeUp();
                watch(call, engine, name, turn, clock).run();
            }
            throw held.taken();
        } catch (InterruptedException e) {
            // How it ends, always: nothing is left half-way.
            call.console().notice("%s is not watched any more".formatted(name));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write what a watch leaves in %s: %s"
                            .formatted(
                                    Watch.folder(services.workspace(), name),
                                    Refusal.of(e, Watch.folder(services.workspace(), name))),
                    "Check the folder's permissions and the free space.",
                    e);
        }
        return ExitCode.INTERRUPTED.status();
    }

    private static Watch watch(Call call, Engine engine, String name, Turn turn, Clock clock) {
        Services services = call.services();
        return services.environments()
                .withTemporaryFile(
                        name,
                        Optional.empty(),
                        environment -> new Watch(
                                engine,
                                environment,
                                services.workspace(),
                                services.storeProbes(),
                                services.receivers(name),
                                new Masked(call, name),
                                turn,
                                remedy -> services.deployments().recovery().apply(name, remedy),
                                new Printed(call, name, false),
                                clock));
    }

    /** Neither takes the lock nor writes anything, so that it may go on beside a watch. */
    private static int rehearse(Call call, String name, Definition definition, Engine engine, Clock clock) {
        Services services = call.services();
        Printed printed = new Printed(call, name, true);
        Written written = new Written(services.environments(), definition, printed);
        Turn turn = new Turn(new EnvironmentLock(engine, definition.project(), Operator.current(), clock), written);
        call.console().notice("%s is looked at until this is ended; nothing is done".formatted(name));
        try {
            do {
                written.takeUp();
                services.environments()
                        .withTemporaryFile(
                                name,
                                Optional.empty(),
                                environment -> new Rehearsal(
                                        engine, environment, services.storeProbes(), turn, printed, clock))
                        .run();
            } while (written.hasChanged());
        } catch (InterruptedException e) {
            // How it ends, always.
            return ExitCode.INTERRUPTED.status();
        }
        return ExitCode.OK.status();
    }

    /** The files by which an environment is watched: whether they say something else now. */
    private static final class Written {
        private final Environments environments;
        private final Definition definition;
        private final Watch.Listener listener;
        private Optional<String> stamp;
        private boolean changed;

        private Written(Environments environments, Definition definition, Watch.Listener listener) {
            this.environments = environments;
            this.definition = definition;
            this.listener = listener;
            this.stamp = environments.stamp(definition.name());
        }

        /** Looks; what is wrong, or of another project, is told of and not taken up. */
        private void look() {
            Optional<String> now = environments.stamp(definition.name());
            if (now.isEmpty() || now.equals(stamp)) {
                return;
            }
            stamp = now;
            changed = environments.problems(definition.name()).isEmpty() && isOfTheSame();
            listener.notice(
                    changed
                            ? "the definition was changed, and is taken up"
                            : "the definition was changed, but is wrong or of another project: what was read before goes on");
        }

        private boolean isOfTheSame() {
            Definition next = environments.definition(definition.name());
            return next.project().equals(definition.project())
                    && environments.address(next).equals(environments.address(definition));
        }

        private boolean hasChanged() {
            return changed;
        }

        private void takeUp() {
            changed = false;
        }
    }

    /** Whether this process is still the one that watches, by what is written, and whether somebody changes the stack. */
    private static final class Turn implements Watch.Occasion {
        private static final int LOOKS_BETWEEN = 4;

        /** What is down for longer than that is told of, on purpose or not. */
        private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

        private final EnvironmentLock changes;
        private final Written written;
        private Optional<EnvironmentLock.Held> held = Optional.empty();
        private int looks;

        private Turn(EnvironmentLock changes, Written written) {
            this.changes = changes;
            this.written = written;
        }

        private void begin(EnvironmentLock.Held lock) {
            held = Optional.of(lock);
        }

        @Override
        public boolean goesOn() {
            if (++looks % LOOKS_BETWEEN != 0) {
                return true;
            }
            written.look();
            return !written.hasChanged() && isHeld();
        }

        private boolean isHeld() {
            try {
                // Somebody who prunes containers prunes the lock, too, and a second watch would tell everything twice.
                return held.map(EnvironmentLock.Held::isHeld).orElse(true);
            } catch (BerthException e) {
                // An engine that is away takes no lock away.
                return true;
            }
        }

        @Override
        public boolean isBusy() {
            try {
                // Whoever is cut off from the engine leaves a lock that nobody knows to be dead: not for ever.
                // What a watch does to a service is no reason for it to look away.
                return changes.atWork()
                        .filter(run -> !run.operator().equals(Operator.current()))
                        .filter(run ->
                                Duration.between(run.since(), Instant.now()).compareTo(LONGEST_CHANGE) < 0)
                        .isPresent();
            } catch (BerthException e) {
                return false;
            }
        }
    }

    /** What this process has learned is masked. */
    private record Masked(Call call, String environment) implements Watch.Masking {
        @Override
        public void learn() {
            call.services().deployments().secretInspection().mask(environment);
        }

        @Override
        public UnaryOperator<String> redact() {
            return call.session().redactor();
        }
    }

    /** Prints what a watch tells; of a rehearsal, what it would do. */
    private record Printed(Call call, String environment, boolean rehearses) implements Watch.Listener {
        @Override
        public synchronized void changed(Standing standing, Instant at) {
            boolean forPrograms = call.console().format().isForPrograms();
            // What is pending may be over before anybody has read of it.
            if (forPrograms
                    || standing.state() == Standing.State.FIRING
                    || standing.state() == Standing.State.RESOLVED) {
                call.console()
                        .output()
                        .print((forPrograms
                                        ? MonitorReports.document(environment, standing, at)
                                                .text()
                                        : MonitorReports.line(standing, at))
                                + "\n");
                call.console().output().flush();
            }
        }

        @Override
        public synchronized void repaired(Repair repair) {
            if (rehearses && repair.outcome() != Repair.Outcome.UNDERWAY) {
                return;
            }
            call.console()
                    .output()
                    .print((call.console().format().isForPrograms()
                                    ? MonitorReports.document(environment, repair)
                                            .text()
                                    : MonitorReports.line(repair, rehearses))
                            + "\n");
            call.console().output().flush();
        }

        @Override
        public synchronized void notice(String sentence) {
            // At once, whatever the format: it may be weeks until a report is out.
            call.console()
                    .error()
                    .println("%sZ  %s".formatted(Document.time(Instant.now()).substring(0, 19), sentence));
            call.console().error().flush();
        }
    }
}
