package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Gives containers the limits that the definition wants, without Compose noticing: its configuration hash keeps the ceiling
 * of the Compose files, so that a plain {@code docker compose up} still sees nothing to do.
 */
final class LimitStep {
    private final Engine engine;
    private final LimitComparison comparison;

    LimitStep(Engine engine) {
        this.engine = engine;
        this.comparison = new LimitComparison(engine);
    }

    /**
     * Applies the limits of these services to their containers, running or not.
     *
     * @return the services whose containers were changed
     */
    List<String> apply(Stack stack, Collection<String> services, Observation observation) {
        List<String> changed = new ArrayList<>();
        for (String name : services) {
            Stack.Service service = stack.service(name);
            for (Container container : observation.of(name)) {
                List<Plan.Reason> reasons =
                        comparison.compare(service, List.of(container)).reasons();
                if (reasons.isEmpty()) {
                    continue;
                }
                boolean restart = reasons.stream().anyMatch(reason -> reason.code() == Plan.Code.LIMIT_RESTART);
                if (restart) {
                    engine.stop(container.id());
                }
                engine.updateLimits(container.id(), service.limits());
                if (restart) {
                    engine.start(container.id());
                }
                changed.add(name);
            }
        }
        return changed.stream().distinct().toList();
    }
}
