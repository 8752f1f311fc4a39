package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import java.util.Optional;

/** Tells whether containers that ran before still know the schema. */
final class SchemaCompatibility {
    private final MigrationWork migrations;

    SchemaCompatibility(MigrationWork migrations) {
        this.migrations = migrations;
    }

    /** Whether the definition says that the code before a migration runs on the schema after it. */
    static boolean isDeclared(Environment environment) {
        return environment
                .definition()
                .migrations()
                .map(declared -> declared.compatible())
                .orElse(true);
    }

    /** Whether the schema is newer than at the last success, by an unfinished run. */
    boolean isNewer(Environment environment, Engine engine, EngineState state, Optional<Run> unfinished) {
        Optional<Committed> committed = Committed.read(state);
        if (unfinished.isEmpty()
                || committed.isEmpty()
                || environment.definition().migrations().isEmpty()) {
            return false;
        }
        try {
            return !migrations
                    .version(environment, engine)
                    .equals(committed.get().schemaVersion());
        } catch (BerthException e) {
            // The database does not answer: whoever came as far as the migrations may have applied some.
            return unfinished.get().steps().stream()
                    .anyMatch(step -> step.name().equals("migrations"));
        }
    }
}
