package dev.berth.deployment;

import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.Psql;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.migration.Drift;
import dev.berth.migration.History;
import dev.berth.migration.InvalidIndex;
import dev.berth.migration.Migration;
import dev.berth.migration.MigrationListener;
import dev.berth.migration.MigrationState;
import dev.berth.migration.Migrator;
import dev.berth.migration.Migrators;
import dev.berth.migration.Mismatch;
import dev.berth.migration.Outcome;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.DatabaseLease;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** An environment's database: its migrations, and a session with it. */
public final class DatabaseOperations {
    private final Environments environments;
    private final Migrators migrators;
    private final SecretStores stores;
    private final LockedRun runs;
    private final BackupBeforeMigration backup;
    private final ProgramRunner programs;

    DatabaseOperations(
            Environments environments,
            Migrators migrators,
            SecretStores stores,
            LockedRun runs,
            BackupBeforeMigration backup,
            ProgramRunner programs) {
        this.environments = environments;
        this.migrators = migrators;
        this.stores = stores;
        this.runs = runs;
        this.backup = backup;
        this.programs = programs;
    }

    /** What was and will be applied. Reads only. */
    public History info(String environment) {
        return read(environment, Migrator::info);
    }

    /** What a migrate would run, after every check that it makes. Reads only. */
    public List<Migration> dryRun(String environment) {
        return read(environment, Migrator::dryRun);
    }

    /** Every way in which files and history do not agree. Reads only. */
    public List<Mismatch> validate(String environment) {
        return read(environment, Migrator::validate);
    }

    /** Indexes that failed builds left behind, which a repair would drop. Reads only. */
    public List<InvalidIndex> invalidIndexes(String environment) {
        return read(environment, Migrator::invalidIndexes);
    }

    /** Applies what is pending. */
    public Outcome migrate(
            String environment, String command, Approval approval, Progress progress, MigrationListener listener) {
        refuseWithoutDatabase(environment);
        List<Outcome> outcomes = new ArrayList<>();
        runs.run(new RunRequest(environment, command, List.of()), approval, progress, new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment resolved, Engine engine, EngineState state) {
                List<String> consequences = new ArrayList<>(List.of("pending migrations are applied"));
                if (resolved.definition().isProtected()) {
                    consequences.add(backup.announcement(resolved));
                }
                return new LockedRun.Announcement(consequences, false);
            }

            @Override
            public void carryOut(RunContext context, Environment resolved) {
                if (resolved.definition().isProtected() && hasSomethingToLose(resolved)) {
                    context.step("backup", () -> backup.run(resolved, context.engine(), progress));
                }
                context.step("migrations", () -> {
                    Done<Outcome> done = once(resolved, migrator -> {
                        Outcome outcome = migrator.migrate(listener);
                        outcome.notices().forEach(progress::notice);
                        return new Done<>(outcome, outcome.applied().size() + " applied");
                    });
                    outcomes.add(done.result());
                    return done.words();
                });
            }
        });
        return outcomes.getFirst();
    }

    /** Whether something was migrated before, and something is pending. */
    private boolean hasSomethingToLose(Environment environment) {
        History history =
                once(environment, migrator -> new Done<>(migrator.info(), "")).result();
        return history.current().isPresent()
                && history.migrations().stream().anyMatch(migration -> migration.state() == MigrationState.PENDING);
    }

    /** Drops invalid indexes and mends the history; says what was done. */
    public List<String> repair(String environment, String command, Approval approval, Progress progress) {
        List<String> consequences = new ArrayList<>(List.of("the history is made to agree with the files"));
        invalidIndexes(environment)
                .forEach(index -> consequences.add("the INVALID index %s is dropped".formatted(index)));
        return write(environment, command, approval, progress, consequences, "repair", migrator -> {
            List<String> done = migrator.repair(migrator.invalidIndexes());
            return new Done<>(done, done.isEmpty() ? "nothing to repair" : String.join("; ", done));
        });
    }

    /** Declares that the database holds everything up to a version. */
    public void baseline(String environment, String version, String command, Approval approval, Progress progress) {
        write(
                environment,
                command,
                approval,
                progress,
                List.of("everything up to version %s counts as applied".formatted(version)),
                "baseline",
                migrator -> {
                    migrator.baseline(version).forEach(progress::notice);
                    return new Done<>(version, "version " + version);
                });
    }

    /** What was changed in the database beside its migrations. Reads only. */
    public Drift drift(String environment) {
        return read(environment, Migrator::drift);
    }

    /** Takes the schema as it is for what it is to be: what was changed beside the migrations is drift no more. */
    public void acceptDrift(String environment, String command, Approval approval, Progress progress) {
        write(
                environment,
                command,
                approval,
                progress,
                List.of("the schema of %s as it is now is what db drift expects".formatted(environment)),
                "drift",
                migrator -> {
                    migrator.acceptSchema();
                    return new Done<>(environment, "written down");
                });
    }

    /**
     * Runs psql in the database's container: as a login that is made for it and taken away after it where the definition
     * says so, else as the migrations' role.
     *
     * @param notice told what of the login did not go as it should
     * @return psql's exit code
     */
    public int psql(String environment, Psql.Request request, Consumer<String> notice) {
        Definition definition = environments.definition(environment);
        Engine engine = environments.engine(environments.address(definition));
        PostgresLogin login = PostgresLogin.of(definition, definition.project(), () -> stores.open(definition));
        Psql psql = new Psql(programs, engine, login);
        return stores.lease(definition)
                .map(lease -> psql(psql, request, lease, notice))
                .orElseGet(() -> psql.run(request));
    }

    private static int psql(Psql psql, Psql.Request request, DatabaseLease lease, Consumer<String> notice) {
        try {
            int exitCode = psql.run(request, lease.username(), lease.password());
            if (exitCode == Psql.NOT_CONNECTED) {
                notice.accept(
                        "%s was made by Vault; to log in it may need a membership, as in network_login, that the role's creation_statements grant"
                                .formatted(lease.username()));
            }
            return exitCode;
        } finally {
            lease.end().ifPresent(notice);
        }
    }

    private <T> T read(String name, Function<Migrator, T> work) {
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            try (Migrator migrator = migrators.of(environment)) {
                return work.apply(migrator);
            }
        });
    }

    private <T> T write(
            String name,
            String command,
            Approval approval,
            Progress progress,
            List<String> consequences,
            String step,
            Function<Migrator, Done<T>> work) {
        refuseWithoutDatabase(name);
        List<T> results = new ArrayList<>();
        runs.run(
                new RunRequest(name, command, List.of()),
                approval,
                progress,
                consequences,
                (context, environment) -> context.step(step, () -> {
                    Done<T> done = once(environment, work);
                    results.add(done.result());
                    return done.words();
                }));
        return results.getFirst();
    }

    /** What names no database is refused before a run begins that somebody would have to go on with. */
    private void refuseWithoutDatabase(String name) {
        Definition definition = environments.definition(name);
        PostgresLogin.of(definition, definition.project(), () -> stores.open(definition));
    }

    private <T> Done<T> once(Environment environment, Function<Migrator, Done<T>> work) {
        try (Migrator migrator = migrators.of(environment)) {
            return work.apply(migrator);
        }
    }

    /** What was done, as a result and in words. */
    private record Done<T>(T result, String words) {}
}
