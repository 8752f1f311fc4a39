package dev.berth.health;

import dev.berth.environment.Stack;
import java.util.Map;
import java.util.Optional;

/** Finds out whether a stack still is as it was defined; reads only, and takes seconds. */
public interface Survey {

    /** Looks now. */
    Findings of(Stack stack);

    /** What there is to go back to; empty where that cannot be told now. Asks the repository, and takes seconds. */
    default Optional<Surroundings.Backups> backups(Stack stack) {
        return Optional.empty();
    }

    /**
     * What was found.
     *
     * @param migrations empty where the environment has none
     * @param services by name
     */
    record Findings(Optional<Surroundings.Migrations> migrations, Map<String, Surroundings.Upkeep> services) {}
}
