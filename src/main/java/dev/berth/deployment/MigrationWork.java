package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import java.util.List;
import java.util.Optional;

/** What a run does with an environment's schema migrations. */
interface MigrationWork {

    /**
     * How migrating would begin.
     *
     * @param pending what would run; empty Optional where that cannot be told
     * @param notices what the user should know before
     * @param objection why nothing would run; empty where nothing stands against it
     */
    record Standing(
            Optional<List<Plan.PendingMigration>> pending, List<String> notices, Optional<BerthException> objection) {}

    /** How migrating would begin; empty when the database cannot be asked. Reads only. */
    Optional<Standing> standing(Environment environment, Engine engine);

    /** The migrations that would run; empty when that cannot be told. Reads only. */
    Optional<List<Plan.PendingMigration>> pending(Environment environment, Engine engine);

    /**
     * Runs what is pending.
     *
     * @param applied is told after each one
     */
    List<Plan.PendingMigration> migrate(Environment environment, Engine engine, Progress progress, Runnable applied);

    /** The schema's version; empty where there is none. */
    Optional<String> version(Environment environment, Engine engine);
}
