package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.health.ServiceSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When what is wrong with a service began, as far as the engine remembers. */
final class Since {
    private Since() {}

    /** Empty where it is well, and where nobody knows. */
    static Optional<Instant> of(ServiceSnapshot service, List<ContainerDetails> containers) {
        if (service.isWell()) {
            return Optional.empty();
        }
        return containers.stream()
                .flatMap(container -> began(container).stream())
                .min(Instant::compareTo);
    }

    private static Optional<Instant> began(ContainerDetails container) {
        if (container.state() != ContainerState.RUNNING) {
            return container.finishedAt();
        }
        Optional<Instant> began = Optional.empty();
        for (ContainerDetails.Probe probe : container.probes().reversed()) {
            if (probe.exitCode() == 0) {
                break;
            }
            began = Optional.of(probe.start());
        }
        return began;
    }
}
