package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.health.Survey;
import dev.berth.migration.Migrators;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.Redactor;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything that can be done to a workspace's environments; made once, each part when it is first asked for. */
public final class Deployments {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final SecretStores stores;
    private final ProgramRunner programs;
    private final Path installation;
    private final String version;
    private final Clock clock;
    private final SecretWork secrets;
    private final HealthGate gate;

    /**
     * @param installation Berth's own folder, for its helper image
     * @param version this Berth's
     * @param redactor learns the values that this process has seen
     */
    public Deployments(
            Environments environments,
            Supplier<Compose> compose,
            SecretStores stores,
            Redactor redactor,
            ProgramRunner programs,
            Path installation,
            String version,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.stores = stores;
        this.programs = programs;
        this.installation = installation;
        this.version = version;
        this.clock = clock;
        this.secrets = new DeliveredSecrets(stores, redactor, clock);
        this.gate = new ObservedHealthGate(environments, clock);
    }

    /** What a switch would do. */
    public Planner planner() {
        return new Planner(environments, compose, secrets, migrations(), backupBeforeMigration(), clock);
    }

    /** Whether stacks still are as they were defined. */
    public Survey survey() {
        return new StackSurvey(environments, planner(), backups());
    }

    /** The main job. */
    public EnvironmentSwitch environmentSwitch() {
        return new EnvironmentSwitch(
                planner(),
                new SwitchAttempt.Workers(
                        environments, compose, gate, secrets, migrations(), backupBeforeMigration(), storeUpgrade()),
                helperImage(),
                killedRun(),
                clock);
    }

    /** Starting, stopping, scaling, taking down; locks and history. */
    public StackOperations stack() {
        return new StackOperations(environments, compose, lockedRun(), gate, secrets, clock);
    }

    /** Secrets as the store holds them. */
    public SecretOperations secrets() {
        return new SecretOperations(environments, stores, clock);
    }

    /** How secrets stand. */
    public SecretInspection secretInspection() {
        return new SecretInspection(environments, stores, secrets, clock);
    }

    /** Secrets on their way to services. */
    public SecretSync secretSync() {
        return new SecretSync(environments, stores, lockedRun(), secrets, gate, compose);
    }

    /** The local Vault server for trying out. */
    public SecretServer secretServer() {
        return new SecretServer(environments, stores, clock);
    }

    /** Migrations, and sessions with the database. */
    public DatabaseOperations database() {
        return new DatabaseOperations(
                environments, migrators(), stores, lockedRun(), backupBeforeMigration(), programs);
    }

    /** Sets of everything that an environment keeps. */
    public BackupOperations backups() {
        return new BackupOperations(environments, lockedRun(), secrets, backupCreation(), repositories(), clock);
    }

    /** The way back to a set. */
    public BackupRestore restore() {
        return new BackupRestore(compose, lockedRun(), gate, backupCreation(), repositories(), clock);
    }

    /** The way back for single tables. */
    public TableRestore tableRestore() {
        return new TableRestore(lockedRun(), repositories(), clock);
    }

    /** Mending what is not well, for a watch. */
    public ServiceRecovery recovery() {
        return new ServiceRecovery(environments, compose, killedRun(), secrets, programs, clock);
    }

    /** Makes sure that an engine has the image that locks are made of. */
    public void ensureHelper(Engine engine) {
        helperImage().ensure(engine);
    }

    /** The way to newer images, and back. */
    public StackUpgrade upgrade() {
        return new StackUpgrade(
                environments,
                compose,
                environmentSwitch(),
                lockedRun(),
                gate,
                secrets,
                storeUpgrade(),
                backupCreation(),
                migrations(),
                clock);
    }

    /** Looks whether everything is there that is needed. */
    public Doctor doctor() {
        return new Doctor(environments, compose, stores, clock);
    }

    /** Looks at how what runs is protected. */
    public EnvironmentAudit audit() {
        return new EnvironmentAudit(environments, stores::open, secrets, backups());
    }

    /** An environment, resolved, with the env file written that its Compose line names. */
    public Environment show(String name) {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        return environments.resolve(
                name, folderIfAnswered(definition, engine, new EngineState(engine, definition.project())));
    }

    /**
     * What an environment's definition wants when another one becomes active; asked for now, done later, so that nothing is
     * changed where it is refused.
     *
     * @return does it
     */
    public Runnable leaving(String name, String command, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        return switch (definition.onLeave()) {
            case KEEP -> () -> {};
            case STOP -> {
                approval.require(name, definition.isProtected());
                approval.confirm(name, definition.isProtected(), List.of("%s is left, and stopped".formatted(name)));
                yield () -> stop(name, command, progress);
            }
        };
    }

    private void stop(String name, String command, Progress progress) {
        try {
            stack().stop(new RunRequest(name, command, List.of()), Approval.GIVEN, progress);
        } catch (BerthException e) {
            throw new BerthException(
                    e.code(),
                    "the other environment is active now, but %s, which is to be stopped when it is left, was not: %s"
                            .formatted(name, e.getMessage()),
                    "Next: stack stop --env " + name,
                    e);
        }
    }

    /** What differs between two environments. */
    public EnvironmentComparison comparison() {
        return new EnvironmentComparison(environments, stores::open, migrations());
    }

    /** The addresses that applications need. */
    public Endpoints endpoints() {
        return new Endpoints(environments, stores);
    }

    /** Without an engine a definition can still be shown; then the folder of its secrets is the usual one. */
    private Optional<String> folderIfAnswered(Definition definition, Engine engine, EngineState state) {
        try {
            return secrets.knownFolder(definition, engine, state);
        } catch (BerthException e) {
            if (e.code() != ErrorCode.ENGINE_UNREACHABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private LockedRun lockedRun() {
        return new LockedRun(environments, helperImage(), killedRun(), secrets, clock);
    }

    private KilledRun killedRun() {
        return new KilledRun(programs, helperImage(), clock);
    }

    private BackupBeforeMigration backupBeforeMigration() {
        return new BackupBeforeMigration(backupCreation());
    }

    private StoreUpgrade storeUpgrade() {
        return new StoreUpgrade(compose, backupCreation(), repositories(), clock);
    }

    private BackupCreation backupCreation() {
        return new BackupCreation(environments, stores::open, repositories(), version);
    }

    private RepositoryAccess repositories() {
        return new RepositoryAccess(secrets, stores::open, backupImage(), helperImage(), clock);
    }

    private HelperImage backupImage() {
        return HelperImage.forBackups(programs, installation);
    }

    private HelperImage helperImage() {
        return HelperImage.of(programs, installation);
    }

    private MigrationWork migrations() {
        return new FlywayMigrations(migrators());
    }

    private Migrators migrators() {
        return new Migrators(environments, stores::open, clock);
    }
}
