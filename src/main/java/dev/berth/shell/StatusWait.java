package dev.berth.shell;

import dev.berth.deployment.Progress;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ExitCode;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.StatusReport;
import dev.berth.view.TextReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code stack status --wait}: looks until the stack is as wanted, or time has run out; the report comes either way. */
final class StatusWait {
    private static final Duration USUAL = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private StatusWait() {}

    static int run(Call call, StatusCommand.Awaited awaited, StackSnapshot first, boolean measured)
            throws InterruptedException {
        Duration timeout = call.get(StatusCommand.WAIT_TIMEOUT).orElse(USUAL);
        String step = "waiting until " + Document.constant(awaited.state());
        Progress progress = call.console().progress();
        long begin = System.nanoTime();
        progress.began(step);
        StackSnapshot snapshot = first;
        while (snapshot.state() != awaited.state()) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            List<String> missing = missing(snapshot, awaited);
            if (elapsed.compareTo(timeout) >= 0) {
                return inVain(call, step, elapsed, missing, measured(call, snapshot, measured), measured);
            }
            progress.waiting(summary(snapshot, missing), missing);
            Thread.sleep(least(PAUSE, timeout.minus(elapsed)));
            snapshot = look(call, snapshot, timeout.minusNanos(System.nanoTime() - begin));
        }
        progress.finished(step, "", Duration.ofNanos(System.nanoTime() - begin));
        call.console().print(new StatusReport(measured(call, snapshot, measured), measured));
        return ExitCode.OK.status();
    }

    private static int inVain(
            Call call, String step, Duration elapsed, List<String> missing, StackSnapshot snapshot, boolean measured) {
        call.console().progress().failed(step, String.join(", ", missing), List.of());
        StatusReport report = new StatusReport(snapshot, measured);
        call.console().print(new TextReport(report.document().put("waitedFor", missing), report::lines));
        call.console().notice("waited %s in vain: %s".formatted(Amounts.duration(elapsed), String.join(", ", missing)));
        return ExitCode.UNHEALTHY.status();
    }

    private static StackSnapshot measured(Call call, StackSnapshot snapshot, boolean measured)
            throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        StackSnapshot known = StatusCommand.withVolumes(call.services(), stack, snapshot);
        return measured ? StatusCommand.measured(call.services(), stack, known) : known;
    }

    /** An engine that goes away while it is waited for may come back; one that stays away is told of at the end. */
    private static StackSnapshot look(Call call, StackSnapshot last, Duration left) {
        try {
            return StatusCommand.observe(call.services(), call.environment());
        } catch (BerthException e) {
            if (left.isNegative()) {
                throw e;
            }
            return last;
        }
    }

    private static String summary(StackSnapshot snapshot, List<String> missing) {
        int services = snapshot.services().size();
        return "%d of %d services".formatted(services - missing.size(), services);
    }

    /** What keeps the stack from being as wanted, a line a service. */
    private static List<String> missing(StackSnapshot snapshot, StatusCommand.Awaited awaited) {
        List<String> missing = new ArrayList<>();
        for (ServiceSnapshot service : snapshot.services()) {
            boolean stopped = service.state() == ServiceState.EXITED
                    || service.state() == ServiceState.CREATED
                    || service.state() == ServiceState.COMPLETED
                    || service.state() == ServiceState.MISSING;
            if (awaited.state() == StackState.STOPPED ? !stopped : service.required() && !service.isWell()) {
                missing.add(service.name() + " " + StatusReport.why(service));
            }
        }
        return missing;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
