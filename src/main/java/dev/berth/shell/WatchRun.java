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
import dev.berth.monitor.Rehearsal;
import dev.berth.monitor.Watch;
import dev.berth.monitor.WatchFolder;
import dev.berth.monitor.WatchProcess;
import dev.berth.view.Format;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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
        WatchFolder folder = call.watchFolder();
        WatchProcess.of(folder).ifPresent(running -> {
            throw new BerthException(
                    ErrorCode.LOCKED,
                    "%s is watched by process %d since %s".formatted(name, running.pid(), running.since()),
                    "One watch is enough. It ends by: monitor stop");
        });
        EnvironmentLock changes =
                new EnvironmentLock(engine.within(WatchTurn.PATIENCE), definition.project(), Operator.current(), clock);
        Version version = Version.current();
        MetricsServer metrics = new MetricsServer(definition, new Build(version.number(), version.commit()), clock);
        WatchLog log = new WatchLog(folder);
        WatchPrinting printed = new WatchPrinting(call, name, false, sight -> {
            log.trim();
            metrics.looked(sight);
        });
        Written<Watch> written = new Written<>(services.environments(), definition, printed);
        WatchTurn turn = new WatchTurn(changes, written::hasChanged, clock);
        Watch watch = written.read(before -> watch(call, engine, name, turn, before, printed, clock));
        try (EnvironmentLock.Held held = EnvironmentLock.ofWatch(
                                engine, definition.project(), Operator.current(), clock)
                        .take("monitor run");
                WatchProcess.Announcement announced = WatchProcess.announce(folder);
                MetricsServer served = metrics.begin(printed::notice);
                BootStart starting = new BootStart(call, name, printed::notice, clock)) {
            turn.begin(held);
            if (call.get(UP)) {
                starting.begin();
            }
            call.console().notice("%s is watched until this is ended".formatted(name));
            watch.run();
            for (Optional<Watch> next = written.take(); next.isPresent(); next = written.take()) {
                served.move(written.definition(), printed::notice);
                runWhenAnswered(next.get(), printed);
            }
            throw held.taken();
        } catch (InterruptedException e) {
            // How it ends, always: nothing is left half-way.
            call.console().notice("%s is not watched any more".formatted(name));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write what a watch leaves in %s: %s".formatted(folder.path(), Refusal.of(e, folder.path())),
                    "Check the folder's permissions and the free space.",
                    e);
        }
        return ExitCode.INTERRUPTED.status();
    }

    /** It has begun long ago: an engine that is away is waited for. */
    private static void runWhenAnswered(Watch watch, WatchPrinting printed) throws InterruptedException {
        String told = "";
        for (boolean begun = false; !begun; ) {
            try {
                watch.run();
                begun = true;
            } catch (BerthException e) {
                String why = String.valueOf(e.getMessage());
                if (!why.equals(told)) {
                    printed.notice(why);
                }
                told = why;
                Thread.sleep(LATER);
            }
        }
    }

    private static Watch watch(
            Call call,
            Engine engine,
            String name,
            WatchTurn turn,
            Optional<Watch> before,
            WatchPrinting printed,
            Clock clock) {
        Services services = call.services();
        return services.environments()
                .withTemporaryFile(
                        name,
                        Optional.empty(),
                        environment -> new Watch(
                                engine,
                                environment,
                                call.watchFolder(),
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
        WatchPrinting printed = new WatchPrinting(call, name, true, sight -> {});
        Written<Rehearsal> written = new Written<>(services.environments(), definition, printed);
        WatchTurn turn = new WatchTurn(
                new EnvironmentLock(engine, definition.project(), Operator.current(), clock),
                written::hasChanged,
                clock);
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
}
