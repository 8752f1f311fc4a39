package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.RecoverySheet;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an environment's store of secrets holds: read, set, imported, generated. */
public final class SecretOperations {
    private final Environments environments;
    private final SecretStores stores;
    private final Clock clock;

    SecretOperations(Environments environments, SecretStores stores, Clock clock) {
        this.environments = environments;
        this.stores = stores;
        this.clock = clock;
    }

    /** One value; for the one place that prints it. */
    public SecretValue get(String environment, String name) {
        Definition definition = environments.definition(environment);
        return stores.open(definition)
                .read(name)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "%s has no secret %s".formatted(environment, Quoted.word(name)),
                        Nearest.to(name, declared(definition))
                                .filter(near -> !near.equals(name))
                                .map(near -> "did you mean: " + near)
                                .orElse("secrets list shows those there are.")));
    }

    /**
     * Refuses a name that no secret is declared by: nothing would take its value up, the secret that was meant would be as
     * before, and what nobody lists nobody removes.
     */
    public void requireDeclared(String environment, String name) {
        Set<String> declared = declared(environments.definition(environment));
        if (!declared.contains(name)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s declares no secret %s: nothing was stored".formatted(environment, Quoted.word(name)),
                    Nearest.to(name, declared)
                            .map(near -> "did you mean: " + near)
                            .orElse("Declare it in secrets.yaml first. "
                                    + (declared.isEmpty()
                                            ? "None is declared yet."
                                            : "Declared are: " + String.join(", ", declared))));
        }
    }

    private Set<String> declared(Definition definition) {
        return new TreeSet<>(environments.secretTemplates(definition).secrets().keySet());
    }

    /** Stores a new version of a declared secret; services take it up at the next sync. Returns the version. */
    public int set(String environment, String name, SecretValue value, Approval approval) {
        Definition definition = environments.definition(environment);
        requireDeclared(environment, name);
        approval.require(environment, definition.isProtected());
        SecretStore store = stores.open(definition);
        int current = store.read(name).map(StoredSecret::version).orElse(0);
        CipherSecret.refuseChange(definition, name, current);
        approval.confirm(environment, definition.isProtected(), List.of("a new version of " + name + " is stored"));
        return store.write(name, value, current);
    }

    /** Where secrets can be imported from. */
    public sealed interface ImportSource {
        /** Values by names of their own. */
        record Values(Map<String, SecretValue> values) implements ImportSource {}

        /** The embedded store. */
        record Local() implements ImportSource {}

        /** The Vault server that the definition describes. */
        record Vault() implements ImportSource {}
    }

    /**
     * What an import would do. Reads only.
     *
     * @param mapping secrets by the names that their values have elsewhere, where somebody says so
     */
    public SecretImport importable(String name, ImportSource source, Map<String, String> mapping) {
        Definition definition = environments.definition(name);
        Set<String> declared =
                new TreeSet<>(environments.secretTemplates(definition).secrets().keySet());
        Map<String, SecretValue> values = switch (source) {
            case ImportSource.Values given -> given.values();
            case ImportSource.Local local -> {
                declared.add(SecretDelivery.HASH_KEY);
                yield values(stores.inLocal(definition), Definition.Provider.LOCAL, definition, declared);
            }
            case ImportSource.Vault vault -> {
                declared.add(SecretDelivery.HASH_KEY);
                SecretStore store = stores.inVault(definition)
                        .orElseThrow(() -> new BerthException(
                                ErrorCode.USAGE,
                                "%s describes no Vault to import from".formatted(name),
                                "In its definition: secrets: {vault: {address: …, mount: …, path: …}}."));
                yield values(store, Definition.Provider.VAULT, definition, declared);
            }
        };
        return SecretImport.of(stores.open(definition), declared, values, mapping);
    }

    private static Map<String, SecretValue> values(
            SecretStore store, Definition.Provider provider, Definition definition, Set<String> names) {
        if (definition.secrets().provider() == provider) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s keeps its secrets there already".formatted(definition.name()),
                    "secrets.provider in its definition says where they are imported to.");
        }
        Map<String, SecretValue> values = new TreeMap<>();
        store.readAll(names).forEach((name, secret) -> values.put(name, secret.value()));
        return values;
    }

    /**
     * Stores what an import brings; services take it up at the next sync.
     *
     * @param overwrite whether other values may be replaced
     * @throws BerthException SECRET_CONFLICT, before anything is stored, where other values are stored and may not be replaced
     */
    public void importAll(String name, SecretImport secrets, boolean overwrite, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        if (!overwrite && !secrets.changes().isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_CONFLICT,
                    "other values are stored for " + String.join(", ", secrets.changes()),
                    "Nothing was changed. With --overwrite they get new versions.");
        }
        List<String> lines = secrets.items().stream()
                .filter(item -> item.action() != SecretImport.Action.KEEP)
                .map(item -> item.action() == SecretImport.Action.ADD
                        ? item.name() + " is stored"
                        : "a new version of " + item.name() + " is stored")
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        approval.confirm(name, definition.isProtected(), lines);
        new ManySteps(progress, "import", clock)
                .run(counter -> secrets.store(stores.open(definition), counter::counted));
    }

    /** Generates every declared secret that is not stored; services take them up at the next sync. */
    public List<String> generate(String name, Approval approval, Progress progress) {
        Definition definition = environments.definition(name);
        approval.require(name, definition.isProtected());
        return environments.withTemporaryFile(name, Optional.empty(), environment -> {
            approval.confirm(name, definition.isProtected(), List.of("missing secrets are generated"));
            Engine engine = engine(environment);
            SecretDelivery delivery = new SecretDelivery(
                    engine, new EngineState(engine, environment.project()), stores.open(definition), clock);
            List<String> generated = new ArrayList<>();
            new ManySteps(progress, "generate", clock)
                    .run(counter -> generated.addAll(delivery.generate(environment, counter::counted)));
            return generated;
        });
    }

    /**
     * What a Vault server has to allow for an environment. Asks nobody.
     *
     * @param version of the key-value engine, 1 or 2
     */
    public String policy(String environment, int version) {
        return stores.policy(environments.definition(environment), Set.of(SecretDelivery.HASH_KEY), version)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "%s does not keep its secrets in Vault, so there is no policy".formatted(environment),
                        "In its definition: secrets: {provider: vault, vault: {…}}."));
    }

    /** The embedded store of an environment, for its key. */
    public LocalSecretStore local(String environment) {
        Definition definition = environments.definition(environment);
        if (definition.secrets().provider() != Definition.Provider.LOCAL) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s does not keep its secrets in the local store, so it has no key".formatted(environment),
                    null);
        }
        return stores.local(definition);
    }

    /**
     * What it takes to get an environment's data back on an empty machine: the key of the embedded store, and the secrets
     * without which its backups cannot be read. Reads only.
     */
    public RecoverySheet recoverySheet(String environment) {
        Definition definition = environments.definition(environment);
        Set<String> names = ofBackups(definition);
        SortedMap<String, SecretValue> secrets = new TreeMap<>();
        stores.open(definition).readAll(names).forEach((name, secret) -> secrets.put(name, secret.value()));
        for (String name : names) {
            if (!secrets.containsKey(name)) {
                throw new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "the secret %s of the backups is not stored: a sheet without it would be of no use"
                                .formatted(name),
                        "Next: berth secrets generate --env %s, or secrets set %s".formatted(environment, name));
            }
        }
        Optional<SecretValue> key = definition.secrets().provider() == Definition.Provider.LOCAL
                ? Optional.of(stores.local(definition))
                        .filter(store -> !store.isNew())
                        .map(store -> store.key().export())
                : Optional.empty();
        if (key.isEmpty() && secrets.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "there is nothing of %s that a sheet would have to keep".formatted(environment),
                    "Its backups are not encrypted: declare a secret backup.cipher, or name one in"
                            + " backup.repository.cipherSecret.");
        }
        return new RecoverySheet(definition.workspace(), environment, key, secrets);
    }

    /** Refuses a sheet of another environment than this one. */
    static void refuseAnother(RecoverySheet sheet, Definition definition) {
        if (!sheet.workspace().equals(definition.workspace())
                || !sheet.environment().equals(definition.name())) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "this is the sheet of %s in the workspace %s, not of %s in %s"
                            .formatted(
                                    sheet.environment(), sheet.workspace(), definition.name(), definition.workspace()),
                    "Name the environment with --env, and see whether this is the workspace. Nothing was changed.");
        }
    }

    /** The secrets without which an environment's backups cannot be read. */
    static Set<String> ofBackups(Definition definition) {
        Set<String> names = new TreeSet<>();
        definition.backup().repository().cipherSecret().ifPresent(names::add);
        if (definition.backup().repository() instanceof Definition.BackupRepository.S3 bucket) {
            names.add(bucket.accessKeySecret());
            names.add(bucket.secretKeySecret());
        }
        return names;
    }

    /**
     * Takes back what a sheet keeps: its key where it opens the secrets file of this machine or there is none yet, then its
     * secrets.
     *
     * @param overwrite whether other values may be replaced
     * @return what the store has of the sheet's secrets now, and whether the key was taken
     */
    public Recovered recover(
            String environment, RecoverySheet sheet, boolean overwrite, Approval approval, Progress progress) {
        Definition definition = environments.definition(environment);
        refuseAnother(sheet, definition);
        Set<String> undeclared = new TreeSet<>(sheet.secrets().keySet());
        undeclared.removeAll(environments.secretTemplates(definition).secrets().keySet());
        if (!undeclared.isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the sheet keeps what %s does not declare: %s"
                            .formatted(environment, String.join(", ", undeclared)),
                    "Declare it in secrets.yaml, as it was when the sheet was printed. Nothing was changed.");
        }
        approval.require(environment, definition.isProtected());
        boolean key = definition.secrets().provider() == Definition.Provider.LOCAL
                && sheet.key()
                        .filter(text -> takeKey(stores.local(definition), text))
                        .isPresent();
        SecretImport secrets =
                importable(environment, new ImportSource.Values(new TreeMap<>(sheet.secrets())), Map.of());
        importAll(environment, secrets, overwrite, approval, progress);
        return new Recovered(key, secrets);
    }

    /** The key of an environment's secrets as a text, which is masked from now on wherever it is not asked for. */
    public SecretValue exportKey(String environment) {
        SecretValue key = local(environment).key().export();
        stores.mask(key);
        return key;
    }

    /** What came back from a sheet. */
    public record Recovered(boolean key, SecretImport secrets) {}

    /** A store that can be opened, perhaps begun anew since, has a key of its own, which stays. */
    private static boolean takeKey(LocalSecretStore store, SecretValue key) {
        if (store.isOpen()) {
            return false;
        }
        store.importKey(key);
        return true;
    }

    private Engine engine(Environment environment) {
        return environments.engine(environment.compose().engine());
    }
}
