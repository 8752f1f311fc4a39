package dev.berth.environment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One changing command on one environment, as the journal follows it and the history keeps it.
 *
 * @param id sorts by time, such as 20261123T101502Z
 * @param command as the user would type it
 * @param by user and host
 * @param workspace the workspace's folder on that host
 * @param finishedAt empty while it runs, or when it was killed
 * @param message how it ended, in a sentence; empty while it runs
 */
public record Run(
        String id,
        String environment,
        String command,
        String by,
        String workspace,
        Instant startedAt,
        Optional<Instant> finishedAt,
        Outcome outcome,
        List<Step> steps,
        Optional<String> message) {

    /** How a run ended. */
    public enum Outcome {
        /** Still running, or killed without a word. */
        OPEN,
        SUCCEEDED,
        /** Failed, leaving what the message says. */
        FAILED,
        /** Ended by somebody, half-way. */
        INTERRUPTED,
        /** Failed, and what ran before runs again. */
        ROLLED_BACK
    }

    /** One step; it is finished when it has an end. */
    public record Step(String name, Instant startedAt, Optional<Instant> finishedAt, String detail) {}

    /** The step it stopped in: the last one begun and not finished. */
    public Optional<Step> unfinishedStep() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.getLast()).filter(step -> step.finishedAt().isEmpty());
    }
}
