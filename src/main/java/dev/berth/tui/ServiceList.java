package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.Severity;
import dev.berth.health.StoreHealth;
import dev.berth.view.Document;
import dev.berth.view.StatusReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which services the board lists, in which order, and how each one is in a few words. */
final class ServiceList {
    private ServiceList() {}

    /** Those that the filter leaves: the worst first, or in the order that was kept since one was selected. */
    static List<ServiceSnapshot> shown(LiveStack live, BoardState state) {
        List<ServiceSnapshot> services = new ArrayList<>(live.snapshot().services());
        if (state.pane() == Pane.SERVICES) {
            services.removeIf(service -> !service.name().contains(state.filter()));
        }
        services.sort(
                state.order().isEmpty()
                        ? Comparator.comparingInt(ServiceList::rank)
                        : Comparator.comparingInt(service -> place(state.order(), service.name())));
        return services;
    }

    /** All of them, the worst first. */
    static List<ServiceSnapshot> worstFirst(LiveStack live) {
        return live.snapshot().services().stream()
                .sorted(Comparator.comparingInt(ServiceList::rank))
                .toList();
    }

    private static int place(List<String> order, String name) {
        int index = order.indexOf(name);
        return index < 0 ? order.size() : index;
    }

    private static int rank(ServiceSnapshot service) {
        return switch (StatusReport.sign(service)) {
            case FAILED -> 0;
            case STOPPED -> service.required() ? 1 : 5;
            case DEGRADED, ROLLED_BACK -> 2;
            case STARTING -> 3;
            case HEALTHY, DONE -> 4;
        };
    }

    /** How it is; where it is not well, in the words of who knows. */
    static String words(ServiceSnapshot service, List<ContainerDetails> containers) {
        return switch (service.state()) {
            case RUNNING -> running(service);
            case STARTING -> "starting";
            case EXITED -> exited(containers);
            case CREATED -> "never started";
            case RESTARTING, PAUSED, COMPLETED, MISSING, UNKNOWN -> Document.constant(service.state());
        };
    }

    private static String running(ServiceSnapshot service) {
        return switch (service.health()) {
            case UNHEALTHY -> probed(service);
            case STARTING -> "starting";
            case HEALTHY, NONE, UNKNOWN -> {
                if (service.running() < service.desired()) {
                    yield "%d of %d run".formatted(service.running(), service.desired());
                }
                String checked = switch (service.health()) {
                    case HEALTHY ->
                        service.desired() > 1 ? "healthy, %d replicas".formatted(service.running()) : "healthy";
                    case NONE -> "runs, no check";
                    default -> "unknown";
                };
                yield service.store()
                        .map(StoreHealth::verdict)
                        .map(said ->
                                said.severity() == Severity.NO_DATA ? checked + " · " + said.words() : said.words())
                        .orElse(checked);
            }
        };
    }

    /** Its sign says that it is unhealthy; where a probe said why, that is worth the room. */
    private static String probed(ServiceSnapshot service) {
        return service.lastProbe()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("unhealthy");
    }

    private static String exited(List<ContainerDetails> containers) {
        for (ContainerDetails container : containers) {
            if (container.state() == ContainerState.EXITED) {
                return container.outOfMemory()
                        ? "out of memory (exit code %d)".formatted(container.exitCode())
                        : "exited with " + container.exitCode();
            }
        }
        return "exited";
    }
}
