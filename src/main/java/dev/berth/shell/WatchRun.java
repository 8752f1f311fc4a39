package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Refusal;
import dev.berth.metrics.Build;
import dev.berth.metrics.MetricsServer;
import dev.berth.monitor.Rehearsal;
import dev.berth.monitor.Repair;
import dev.berth.monitor.Sight;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Watches an environment until it is told to end, and prints each alert that changes. */
final class WatchRun {
    static final Option<Boolean> DRY_RUN =
            Option.flag("dry-run", "say what would be done to services that are not well, and do nothing");

    static final Option<Boolean> UP =
            Option.flag("up", "once after each boot, also do what `stack up` does, until that works");

    private static final Duration LATER = Duration.ofSeconds(10);

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
        EnvironmentLock changes =
                new EnvironmentLock(engine.within(Turn.PATIENCE), definition.project(), Operator.current(), clock);
        Version version = Version.current();
        MetricsServer metrics = new MetricsServer(definition, new Build(version.number(), version.commit()), clock);
        Printed printed = new Printed(call, name, false, metrics::looked);
        Written<Watch> written = new Written<>(services.environments(), definition, printed);
        Turn turn = new Turn(changes, written);
        Watch watch = written.read(before -> watch(call, engine, name, turn, before, printed, clock));
        Optional<Thread> starting = Optional.empty();
        try (EnvironmentLock.Held held = EnvironmentLock.ofWatch(
                                engine, definition.project(), Operator.current(), clock)
                        .take("monitor run");
                WatchProcess.Announcement announced = WatchProcess.announce(services.workspace(), name);
                MetricsServer served = metrics.begin(printed::notice)) {
            turn.begin(held);
            if (call.get(UP)) {
                starting = Optional.of(new BootStart(call, name, printed::notice).begin());
            }
            call.console().notice("%s is watched until this is ended".formatted(name));
            watch.run();
            for (Optional<Watch> next = written.take(); next.isPresent(); next = written.take()) {
                runWhenAnswered(next.get(), printed);
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
        } finally {
            starting.ifPresent(Thread::interrupt);
        }
        return ExitCode.INTERRUPTED.status();
    }

    /** It has begun long ago: an engine that is away is waited for. */
    private static void runWhenAnswered(Watch watch, Printed printed) throws InterruptedException {
        for (boolean begun = false; !begun; ) {
            try {
                watch.run();
                begun = true;
            } catch (BerthException e) {
                printed.notice(String.valueOf(e.getMessage()));
                Thread.sleep(LATER);
            }
        }
    }

    private static Watch watch(
            Call call, Engine engine, String name, Turn turn, Optional<Watch> before, Printed printed, Clock clock) {
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
                                remedy -> services.deployments().recovery().apply(environment, remedy),
                                before,
                                printed,
                                clock));
    }

    /** Neither takes the lock nor writes anything, so that it may go on beside a watch. */
    private static int rehearse(Call call, String name, Definition definition, Engine engine, Clock clock) {
        Services services = call.services();
        Printed printed = new Printed(call, name, true, sight -> {});
        Written<Rehearsal> written = new Written<>(services.environments(), definition, printed);
        Turn turn = new Turn(new EnvironmentLock(engine, definition.project(), Operator.current(), clock), written);
        Rehearsal rehearsal = written.read(before -> services.environments()
                .withTemporaryFile(
                        name,
                        Optional.empty(),
                        environment -> new Rehearsal(
                                engine,
                                environment,
                                services.storeProbes(),
                                remedy -> services.deployments().recovery().doubts(environment, remedy),
                                turn,
                                printed,
                                clock)));
        call.console().notice("%s is looked at until this is ended; nothing is done".formatted(name));
        try {
            rehearsal.run();
            for (Optional<Rehearsal> next = written.take(); next.isPresent(); next = written.take()) {
                next.get().run();
            }
        } catch (InterruptedException e) {
            // How it ends, always.
            return ExitCode.INTERRUPTED.status();
        }
        return ExitCode.OK.status();
    }

    /** What is read from an environment's files, and read anew once they say something else. */
    private static final class Written<T> {
        private final Environments environments;
        private final Definition definition;
        private final Watch.Listener listener;
        private Optional<String> stamp;
        private Function<Optional<T>, T> reader = before -> before.orElseThrow();
        private Optional<T> last = Optional.empty();
        private Optional<T> next = Optional.empty();

        private Written(Environments environments, Definition definition, Watch.Listener listener) {
            this.environments = environments;
            this.definition = definition;
            this.listener = listener;
            this.stamp = environments.stamp(definition.name());
        }

        /**
         * Reads it for the first time.
         *
         * @param how given what was read before
         */
        private T read(Function<Optional<T>, T> how) {
            reader = how;
            T first = how.apply(last);
            last = Optional.of(first);
            return first;
        }

        /** Looks; what is wrong, or of another project, is told of and not taken up. */
        private void look() {
            Optional<String> now = environments.stamp(definition.name());
            if (now.isEmpty() || now.equals(stamp)) {
                return;
            }
            stamp = now;
            try {
                Definition changed = environments.definition(definition.name());
                if (changed.project().equals(definition.project())
                        && environments.address(changed).equals(environments.address(definition))) {
                    next = Optional.of(reader.apply(last));
                    listener.notice("the definition was changed, and is taken up");
                } else {
                    listener.notice(
                            "the definition is of another project or engine now: monitor stop and start watch that");
                }
            } catch (RuntimeException e) {
                listener.notice("the definition was changed, and what was read before goes on: " + e.getMessage());
            }
        }

        private boolean hasChanged() {
            return next.isPresent();
        }

        /** What was read anew, once. */
        private Optional<T> take() {
            Optional<T> taken = next;
            next = Optional.empty();
            last = taken.or(() -> last);
            return taken;
        }
    }

    /** Whether this process is still the one that watches, by what is written, and whether somebody changes the stack. */
    private static final class Turn implements Watch.Occasion {
        private static final int LOOKS_BETWEEN = 4;

        /** Whoever waits for an engine that is silent does not look, and it is that which there is to tell. */
        private static final Duration PATIENCE = Duration.ofSeconds(5);

        /** What is down for longer than that is told of, on purpose or not. */
        private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

        private final EnvironmentLock changes;
        private final Written<?> written;
        private Optional<EnvironmentLock.Held> held = Optional.empty();
        private int looks;

        private Turn(EnvironmentLock changes, Written<?> written) {
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

    /**
     * Prints what a watch tells; of a rehearsal, what it would do.
     *
     * @param sights takes what a watch saw
     */
    private record Printed(Call call, String environment, boolean rehearses, Consumer<Sight> sights)
            implements Watch.Listener {
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

        @Override
        public void looked(Sight sight) {
            sights.accept(sight);
        }
    }
}
