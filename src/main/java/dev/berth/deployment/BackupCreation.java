package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.SetWriter;
import dev.berth.datastore.Reach;
import dev.berth.datastore.ServiceLogin;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes a set of everything that an environment keeps, under the lock of whoever asks. */
final class BackupCreation {
    private static final int REDIS_PORT = 6379;

    private final Environments environments;
    private final Function<Definition, SecretStore> stores;
    private final RepositoryAccess repositories;
    private final String version;

    /** @param version this Berth's */
    BackupCreation(
            Environments environments,
            Function<Definition, SecretStore> stores,
            RepositoryAccess repositories,
            String version) {
        this.version = version;
        this.environments = environments;
        this.stores = stores;
        this.repositories = repositories;
    }

    /** How the steps of a creation are taken: told and journalled one by one, or all as one step of another run. */
    interface Steps {
        void step(String name, Supplier<String> work);
    }

    /**
     * What is wanted.
     *
     * @param type empty for what comes next
     */
    record Request(Optional<BackupSet.Type> type, BackupSet.Occasion occasion, Optional<String> note, boolean pinned) {

        /** A set that nobody asked for. */
        static Request of(BackupSet.Occasion occasion) {
            return new Request(Optional.empty(), occasion, Optional.empty(), false);
        }
    }

    BackupSet make(Environment environment, Engine engine, Request request, Steps steps, Progress progress) {
        List<BackupSet> made = new ArrayList<>();
        try (Backups backups = repositories.open(engine, environment)) {
            // What an upgrade has left is the same database for its repository.
            StoreUpgrade.last(new EngineState(engine, environment.project()))
                    .ifPresent(plan -> backups.adopt(plan.systems()));
            SetWriter writer = backups.begin();
            try (writer) {
                steps.step("postgres", () -> writer.postgres(request.type(), new Transfer(progress, backups.bytes())));
                steps.step("moment", () -> {
                    try (Reach reach = Reach.through(engine, environment.project())) {
                        return writer.moment(reach, logins(environment));
                    }
                });
                steps.step("volumes", writer::volumes);
                steps.step(
                        "configuration",
                        () -> writer.configuration(environment.workspace().root(), files(environment)));
                steps.step("log", writer::log);
                steps.step("set", () -> {
                    made.add(writer.complete(
                            request.occasion(), request.note(), request.pinned(), versions(environment), version));
                    return "%s is complete".formatted(writer.id());
                });
            } catch (BerthException e) {
                abandon(writer, e);
                throw e;
            }
        }
        return made.getFirst();
    }

    /** Half a set takes room that the log may need; where it cannot be removed now, the next creation does it. */
    private static void abandon(SetWriter writer, BerthException failure) {
        if (failure.code() == ErrorCode.INTERRUPTED) {
            return;
        }
        try {
            writer.abandon();
        } catch (BerthException e) {
            failure.addSuppressed(e);
        }
    }

    /** How Berth is logged in to what it holds still, by service. */
    private Map<String, ServiceLogin> logins(Environment environment) {
        Definition definition = environment.definition();
        Map<String, ServiceLogin> logins = new LinkedHashMap<>();
        for (String service : Backups.held(environment)) {
            Optional<Definition.BackupLogin> login = definition.service(service).backup();
            logins.put(
                    service,
                    new ServiceLogin(
                            service,
                            REDIS_PORT,
                            login.map(Definition.BackupLogin::user),
                            () -> login.flatMap(Definition.BackupLogin::passwordSecret)
                                    .map(secret -> password(definition, secret))));
        }
        return logins;
    }

    private SecretValue password(Definition definition, String secret) {
        return stores.apply(definition)
                .read(secret)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "the secret %s is not stored".formatted(secret),
                        "Generate what is missing: berth secrets sync"));
    }

    private Map<String, Integer> versions(Environment environment) {
        Map<String, Integer> versions = new TreeMap<>();
        stores.apply(environment.definition())
                .readAll(environment.secrets().secrets().keySet())
                .forEach((name, secret) -> {
                    if (secret.isVersioned()) {
                        versions.put(name, secret.version());
                    }
                });
        return versions;
    }

    /** Definition, compose files, templates and migrations; nothing of them holds a secret's value. */
    private List<Path> files(Environment environment) {
        List<Path> files = new ArrayList<>(environments.files(environment.name()));
        Definition definition = environment.definition();
        definition.secrets().templates().ifPresent(folder -> addAll(environment, folder, files));
        definition.migrations().ifPresent(migrations -> addAll(environment, migrations.location(), files));
        return files.stream().distinct().toList();
    }

    private static void addAll(Environment environment, String folder, List<Path> files) {
        Path root = environment.workspace().resolve(folder);
        try (Stream<Path> found = Files.walk(root)) {
            found.filter(Files::isRegularFile).sorted().forEach(files::add);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "the folder %s cannot be read".formatted(root),
                    "Check its permissions; nothing was changed.",
                    e);
        }
    }
}
