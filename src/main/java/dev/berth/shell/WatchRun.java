package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Refusal;
import dev.berth.monitor.Standing;
import dev.berth.monitor.Watch;
import dev.berth.monitor.WatchProcess;
import dev.berth.view.Format;
import dev.berth.view.MonitorReports;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.time.Clock;
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
        Watch watch = services.environments()
                .withTemporaryFile(
                        name,
                        Optional.empty(),
                        environment -> Watch.of(
                                engine,
                                environment,
                                services.workspace(),
                                services.storeProbes(),
                                services.receivers(name),
                                new Masked(call, name),
                                new Printed(call, name),
                                clock));
        try (EnvironmentLock.Held held = EnvironmentLock.ofWatch(
                                engine, definition.project(), Operator.current(), clock)
                        .take("monitor run");
                WatchProcess.Announcement announced = WatchProcess.announce(services.workspace(), name)) {
            call.console().notice("%s is watched until this is ended".formatted(name));
            watch.run();
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
    private record Printed(Call call, String environment) implements Watch.Listener {
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
            call.console().notice(sentence);
        }
    }
}
