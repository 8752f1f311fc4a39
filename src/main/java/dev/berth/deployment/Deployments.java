package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.migration.Migrators;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.Redactor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/** Everything that can be done to a workspace's environments; made once, each part when it is first asked for. */
public final class Deployments {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final SecretStores stores;
    private final ProgramRunner programs;
    private final Path installation;
    private final Clock clock;
    private final SecretWork secrets;
    private final HealthGate gate;

    /**
     * @param installation Berth's own folder, for its helper image
     * @param redactor learns the values that this process has seen
     */
    public Deployments(
            Environments environments,
            Supplier<Compose> compose,
            SecretStores stores,
            Redactor redactor,
            ProgramRunner programs,
            Path installation,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.stores = stores;
        this.programs = programs;
        this.installation = installation;
        this.clock = clock;
        this.secrets = new DeliveredSecrets(stores::open, redactor);
        this.gate = new ObservedHealthGate(environments, clock);
    }

    /** What a switch would do. */
    public Planner planner() {
        return new Planner(environments, compose, secrets, migrations(), BackupBeforeMigration.NONE, clock);
    }

    /** The main job. */
    public EnvironmentSwitch environmentSwitch() {
        return new EnvironmentSwitch(
                environments,
                planner(),
                compose,
                helperImage(),
                gate,
                secrets,
                migrations(),
                BackupBeforeMigration.NONE,
                clock);
    }

    /** Starting, stopping, scaling, taking down; locks and history. */
    public StackOperations stack() {
        return new StackOperations(environments, compose, helperImage(), gate, secrets, clock);
    }

    /** Secrets: listed, set, rotated, synced. */
    public SecretOperations secrets() {
        return new SecretOperations(environments, stores, stack(), secrets, gate);
    }

    /** Migrations, and sessions with the database. */
    public DatabaseOperations database() {
        return new DatabaseOperations(environments, migrators(), stores, stack(), programs);
    }

    /** What differs between two environments. */
    public EnvironmentComparison comparison() {
        return new EnvironmentComparison(environments, stores::open, migrations());
    }

    /** The addresses that applications need. */
    public Endpoints endpoints() {
        return new Endpoints(environments, stores);
    }

    private HelperImage helperImage() {
        return new HelperImage(programs, installation);
    }

    private MigrationWork migrations() {
        return new FlywayMigrations(migrators());
    }

    private Migrators migrators() {
        return new Migrators(environments, stores::open, clock);
    }
}
