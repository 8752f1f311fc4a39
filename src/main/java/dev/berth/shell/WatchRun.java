package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Refusal;
import dev.berth.metrics.Build;
import dev.berth.metrics.MetricsServer;
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
import java.util.function.UnaryOperator;

/** Watches an environment until it is told to end, and prints each alert that changes. */
final class WatchRun {
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
        services.deployments().ensureHelper(engine);
        WatchProcess.of(services.workspace(), name).ifPresent(running -> {
            throw new BerthException(
                    ErrorCode.LOCKED,
                    "%s is watched by process %d since %s".formatted(name, running.pid(), running.since()),
                    "One watch is enough. It ends by: monitor stop");
        });
        Turn turn = new Turn(
                new EnvironmentLock(engine.within(Turn.PATIENCE), definition.project(), Operator.current(), clock));
        Version version = Version.current();
        MetricsServer metrics = new MetricsServer(definition, new Build(version.number(), version.commit()), clock);
        Printed printed = new Printed(call, name, metrics);
        Watch watch = services.environments()
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
                                printed,
                                clock));
        try (EnvironmentLock.Held held = EnvironmentLock.ofWatch(
                                engine, definition.project(), Operator.current(), clock)
                        .take("monitor run");
                WatchProcess.Announcement announced = WatchProcess.announce(services.workspace(), name);
                MetricsServer served = metrics.begin(printed::notice)) {
            turn.begin(held);
            call.console().notice("%s is watched until this is ended".formatted(name));
            watch.run();
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

    /** Whether this process is still the one that watches, and whether somebody changes the stack. */
    private static final class Turn implements Watch.Occasion {
        private static final int LOOKS_BETWEEN = 12;

        /** Whoever waits for an engine that is silent does not look, and it is that which there is to tell. */
        private static final Duration PATIENCE = Duration.ofSeconds(5);

        /** What is down for longer than that is told of, on purpose or not. */
        private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

        private final EnvironmentLock changes;
        private Optional<EnvironmentLock.Held> held = Optional.empty();
        private int looks;

        private Turn(EnvironmentLock changes) {
            this.changes = changes;
        }

        private void begin(EnvironmentLock.Held lock) {
            held = Optional.of(lock);
        }

        @Override
        public boolean goesOn() {
            try {
                // Somebody who prunes containers prunes the lock, too, and a second watch would tell everything twice.
                return ++looks % LOOKS_BETWEEN != 0
                        || held.map(EnvironmentLock.Held::isHeld).orElse(true);
            } catch (BerthException e) {
                // An engine that is away takes no lock away.
                return true;
            }
        }

        @Override
        public boolean isBusy() {
            try {
                // Whoever is cut off from the engine leaves a lock that nobody knows to be dead: not for ever.
                return changes.atWork()
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

    /** Prints what a watch tells. */
    private record Printed(Call call, String environment, MetricsServer metrics) implements Watch.Listener {
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
        public synchronized void notice(String sentence) {
            // At once, whatever the format: it may be weeks until a report is out.
            call.console()
                    .error()
                    .println("%sZ  %s".formatted(Document.time(Instant.now()).substring(0, 19), sentence));
            call.console().error().flush();
        }

        @Override
        public void looked(Sight sight) {
            metrics.looked(sight);
        }
    }
}
