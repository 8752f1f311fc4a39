package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The backup that a protected environment gets before its schema is migrated. */
final class BackupBeforeMigration {
    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z");

    private final BackupCreation creation;

    BackupBeforeMigration(BackupCreation creation) {
        this.creation = creation;
    }

    /** What will happen, for the plan. */
    String announcement(Environment environment) {
        return Backups.obstacle(environment)
                .map(reason -> "no backup is made before migrating: " + reason)
                .orElse("a backup is made before migrating");
    }

    /** The backup that such a line names; empty where it says that none was made. */
    static Optional<String> id(String line) {
        Matcher matcher = ID.matcher(line);
        return matcher.lookingAt() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** Makes the backup and says in a line what it is, or why there is none. */
    String run(Environment environment, Engine engine, Progress progress) {
        Optional<String> obstacle = Backups.obstacle(environment);
        if (obstacle.isPresent()) {
            return "none: " + obstacle.get();
        }
        BackupSet set = creation.make(
                environment,
                engine,
                BackupCreation.Request.of(BackupSet.Occasion.BEFORE_MIGRATION),
                (name, work) -> progress.waiting(name + ": " + work.get(), List.of()),
                progress);
        return "%s, comes back by: backup restore %s".formatted(set.id(), set.id());
    }
}
