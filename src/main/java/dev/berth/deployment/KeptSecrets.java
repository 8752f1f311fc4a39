package dev.berth.deployment;

import dev.berth.environment.EngineState;
import dev.berth.environment.Journal;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/** What runs while a store cannot be read: the sets that were rendered last, and since when nobody could compare them. */
final class KeptSecrets {
    /** The step of a run in which sets are compared with the store, and rendered. */
    private static final String STEP = "secrets";

    private final Clock clock;

    KeptSecrets(Clock clock) {
        this.clock = clock;
    }

    /** Reads the store; where that fails, the failure says what goes on without it. */
    <T> T unlessAway(EngineState state, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BerthException e) {
            throw isAway(e) ? explained(e, state) : e;
        }
    }

    /** Whether a failure is the store's: nothing is wrong with what it holds, or with what was asked of it. */
    static boolean isAway(BerthException failure) {
        return switch (failure.code()) {
            case VAULT_DENIED,
                    VAULT_SEALED,
                    VAULT_UNINITIALISED,
                    VAULT_STANDBY,
                    VAULT_RATE_LIMITED,
                    VAULT_UNREACHABLE,
                    VAULT_FAILED -> true;
            default -> false;
        };
    }

    /** When sets and store were last compared by a run that changed something, to the second. Reads only. */
    Optional<Instant> since(EngineState state) {
        return new Journal(state, clock)
                .history().stream()
                        .flatMap(run -> run.steps().stream())
                        .filter(step -> step.name().equals(STEP))
                        .map(Run.Step::finishedAt)
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    private BerthException explained(BerthException failure, EngineState state) {
        String meanwhile;
        try {
            meanwhile = since(state)
                    .map(
                            "Secrets that were rendered stay as they are; they may be stale since %s, when they were last compared."
                                    ::formatted)
                    .orElse("Nothing was rendered from it yet, so nothing can start before it can be read.");
        } catch (BerthException e) {
            // The engine does not answer either: it has a message of its own as soon as it is needed.
            failure.addSuppressed(e);
            return failure;
        }
        String hint = failure.hint();
        return new BerthException(
                failure.code(), failure.getMessage(), hint == null ? meanwhile : hint + "\n" + meanwhile, failure);
    }
}
