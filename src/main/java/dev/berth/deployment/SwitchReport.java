package dev.berth.deployment;

import java.time.Duration;

/**
 * How a run ended well.
 *
 * @param run the id in the history; empty text when there was nothing to do
 * @param changedServices how many services were created, recreated, changed or removed
 * @param undone whether an unfinished run was undone
 */
public record SwitchReport(
        String environment,
        String run,
        int services,
        int healthy,
        int migrations,
        int changedServices,
        boolean undone,
        Duration took) {

    /** Whether everything was as defined already. */
    public boolean nothingToDo() {
        return run.isEmpty();
    }
}
