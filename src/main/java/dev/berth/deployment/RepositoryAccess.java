package dev.berth.deployment;

import dev.berth.backup.Backups;
import dev.berth.backup.Restoration;
import dev.berth.backup.RestorePlan;
import dev.berth.delivery.FilesAside;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.RepositoryFiles;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Opens an environment's backups: by the settings that its database is given or, where it is given none, by such that are
 * rendered for as long as they are open.
 */
final class RepositoryAccess {
    private final SecretWork secrets;
    private final Function<Definition, SecretStore> stores;
    private final HelperImage image;
    private final HelperImage helper;
    private final Clock clock;

    /**
     * @param image in which repositories are read and written
     * @param helper which writes to the engine's host
     */
    RepositoryAccess(
            SecretWork secrets,
            Function<Definition, SecretStore> stores,
            HelperImage image,
            HelperImage helper,
            Clock clock) {
        this.secrets = secrets;
        this.stores = stores;
        this.image = image;
        this.helper = helper;
        this.clock = clock;
    }

    /** Opens them, and what they are made of. */
    Backups open(Engine engine, Environment environment) {
        image.ensure(engine);
        return Backups.open(engine, environment, settings(engine, environment), clock);
    }

    /** Opens them to be looked at. */
    Backups look(Engine engine, Environment environment) {
        image.ensure(engine);
        return Backups.look(engine, environment, settings(engine, environment), clock);
    }

    /** The same by these secrets, such as those that a printed sheet keeps. */
    Backups openBy(Engine engine, Environment environment, Map<String, SecretValue> values) {
        image.ensure(engine);
        String folder = folder(engine, environment);
        FilesAside files = Backups.informed(environment)
                .map(service -> FilesAside.ofService(engine, environment, folder, service, values))
                .orElseGet(() -> FilesAside.ofRepository(
                        engine, environment.project(), folder, RepositoryFiles.of(environment.definition()), values));
        return Backups.look(engine, environment, Optional.of(settings(files)), clock);
    }

    /** Makes ready to carry out, or to take back, a restore. */
    Restoration restoration(Engine engine, Environment environment, RestorePlan plan) {
        image.ensure(engine);
        return Restoration.open(
                engine, environment, plan, settings(engine, environment), () -> look(engine, environment), clock);
    }

    private Optional<Backups.Settings> settings(Engine engine, Environment environment) {
        if (Backups.informed(environment).isPresent()) {
            return Optional.empty();
        }
        helper.ensure(engine);
        Map<String, String> files = RepositoryFiles.of(environment.definition());
        return Optional.of(settings(FilesAside.ofRepository(
                engine,
                environment.project(),
                folder(engine, environment),
                files,
                values(environment.definition(), FilesAside.secrets(files)))));
    }

    private static Backups.Settings settings(FilesAside files) {
        return new Backups.Settings(files.folder(), files::close);
    }

    private String folder(Engine engine, Environment environment) {
        return secrets.folder(environment.definition(), engine, new EngineState(engine, environment.project()));
    }

    private Map<String, SecretValue> values(Definition definition, Set<String> names) {
        Map<String, SecretValue> values = new TreeMap<>();
        if (names.isEmpty()) {
            return values;
        }
        Map<String, StoredSecret> stored = stores.apply(definition).readAll(names);
        stored.forEach((name, secret) -> values.put(name, secret.value()));
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(values.keySet());
        if (!missing.isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "the backups of %s need %s, which is not stored"
                            .formatted(definition.name(), String.join(", ", missing)),
                    "Generate what is missing: berth secrets generate --env " + definition.name());
        }
        return values;
    }
}
