package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.Reach;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Makes migrators for a workspace's environments. */
public final class Migrators {
    private final Environments environments;
    private final Function<Definition, SecretStore> stores;
    private final Clock clock;

    /** Stores are opened only when a password is asked for. */
    public Migrators(Environments environments, Function<Definition, SecretStore> stores, Clock clock) {
        this.environments = environments;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * A migrator; opens nothing yet.
     *
     * @throws BerthException DEFINITION_INVALID where the environment has no migrations, or names a pooler for them
     */
    public Migrator of(Environment environment) {
        Definition definition = environment.definition();
        Engine engine = environments.engine(environment.stack().engine());
        return migrator(definition, environment.project(), engine, () -> isNew(environment, engine));
    }

    private Migrator migrator(Definition definition, String project, Engine engine, BooleanSupplier databaseIsNew) {
        PostgresLogin login = PostgresLogin.of(definition, project, () -> stores.apply(definition));
        Definition.Migrations migrations = definition.migrations().orElseThrow();
        Path folder = environments.workspace().resolve(migrations.location());
        EngineState state = new EngineState(engine, project);
        Reach reach = Reach.through(engine, project);
        return new Migrator(
                new Migrator.Target(
                        definition.name(),
                        folder,
                        migrations.placeholders(),
                        migrations.lockTimeout(),
                        definition.isProtected()
                                ? migrations.promotedFrom().map(from -> new Promotion(from, () -> succeededIn(from)))
                                : Optional.empty(),
                        () -> isPromotedElsewhere(definition.name())
                                ? Optional.of(SuccessRecord.of(folder, definition.name()))
                                : Optional.empty(),
                        migrations.schema(),
                        SchemaRecord.of(state, migrations.service(), migrations.database()),
                        NoteBook.of(state, migrations.service(), migrations.database()),
                        !definition.isProtected() || migrations.compatible(),
                        databaseIsNew),
                reach,
                new Postgres(reach, login),
                clock);
    }

    private static boolean isNew(Environment environment, Engine engine) {
        String service = environment.definition().migrations().orElseThrow().service();
        return Observation.of(engine, environment.project()).of(service).isEmpty()
                && !DataVolume.mayExist(engine, environment.model(), service);
    }

    /** From its database where that answers, else from the file that migrating there left in this clone. */
    private Promotion.Succeeded succeededIn(String from) {
        Definition definition = environments.definition(from);
        Engine engine = environments.engine(environments.address(definition));
        try (Migrator migrator = migrator(definition, definition.project(), engine, () -> false)) {
            return new Promotion.Succeeded(migrator.succeeded(), "its database");
        } catch (BerthException e) {
            if (!isAway(e.code())) {
                throw e;
            }
            Path folder = environments
                    .workspace()
                    .resolve(definition.migrations().orElseThrow().location());
            SuccessRecord record = SuccessRecord.of(folder, from);
            return record.read()
                    .map(entries ->
                            new Promotion.Succeeded(entries, record.file().toString()))
                    .orElseGet(() -> new Promotion.Succeeded(
                            Set.of(), "nobody: its database does not answer, and there is no " + record.file()));
        }
    }

    private static boolean isAway(ErrorCode code) {
        return switch (code) {
            case DATASTORE_UNREACHABLE, ENGINE_UNREACHABLE, SECRET_MISSING, SECRET_STORE_LOCKED, IMAGE_MISSING -> true;
            default -> false;
        };
    }

    private boolean isPromotedElsewhere(String name) {
        return environments.names().stream().anyMatch(other -> {
            try {
                return environments
                        .definition(other)
                        .migrations()
                        .flatMap(Definition.Migrations::promotedFrom)
                        .filter(name::equals)
                        .isPresent();
            } catch (BerthException e) {
                // Another environment's broken file is no reason not to migrate this one.
                return false;
            }
        });
    }
}
