package dev.berth.deployment;

import dev.berth.deployment.Plan.Action;
import dev.berth.deployment.Plan.Change;
import dev.berth.deployment.Plan.Code;
import dev.berth.deployment.Plan.Reason;
import dev.berth.environment.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which one-shots run again: Compose starts everything that a service needs before it starts the service. */
final class RunsAgain {
    private final Environment environment;
    private final Set<String> needed = new HashSet<>();

    /**
     * Looks at what is started.
     *
     * @param changes one for every service
     */
    RunsAgain(Environment environment, List<Change> changes) {
        this.environment = environment;
        changes.stream().filter(change -> !change.keepsContainers()).forEach(change -> addNeeds(change.service()));
    }

    private void addNeeds(String service) {
        for (String dependency : environment.composeService(service).dependsOn().keySet()) {
            if (environment.model().services().containsKey(dependency) && needed.add(dependency)) {
                addNeeds(dependency);
            }
        }
    }

    /** The change as it is, or that of a one-shot which would otherwise stay completed. */
    Change of(Change change) {
        return change.action() == Action.KEEP
                        && needed.contains(change.service())
                        && environment.stack().service(change.service()).oneShot()
                        && environment.stack().service(change.service()).replicas() > 0
                ? new Change(
                        change.service(),
                        Action.UPDATE,
                        List.of(new Reason(Code.RUNS_AGAIN, Optional.empty(), Optional.empty())))
                : change;
    }
}
