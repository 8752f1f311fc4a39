package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.Passphrases;
import dev.berth.secret.SecretKeyFile;
import dev.berth.secret.SecretStore;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens the store that an environment's definition names. */
public final class SecretStores {
    private final Path dataFolder;
    private final Path configurationFolder;
    private final Passphrases passphrases;
    private final Clock clock;
    private final Map<Path, LocalSecretStore> opened = new ConcurrentHashMap<>();

    /**
     * @param dataFolder the user's XDG data folder
     * @param configurationFolder the user's XDG configuration folder
     * @param passphrases asked only where an environment's key is sealed with one
     */
    public SecretStores(Path dataFolder, Path configurationFolder, Passphrases passphrases, Clock clock) {
        this.dataFolder = dataFolder;
        this.configurationFolder = configurationFolder;
        this.passphrases = passphrases;
        this.clock = clock;
    }

    /** The store; opens nothing yet. */
    public SecretStore open(Definition definition) {
        return switch (definition.secrets().provider()) {
            case LOCAL -> local(definition);
            case VAULT ->
                throw new BerthException(
                        ErrorCode.DEFINITION_INVALID,
                        "%s keeps its secrets in Vault, which this version of Berth does not read yet"
                                .formatted(definition.name()),
                        "Use secrets: {provider: local}.");
        };
    }

    /** The embedded store of an environment, whatever its definition names; one object each, so that none asks twice. */
    public LocalSecretStore local(Definition definition) {
        return opened.computeIfAbsent(Path.of("berth", definition.workspace(), definition.name()), this::local);
    }

    private LocalSecretStore local(Path place) {
        SecureRandom random = new SecureRandom();
        return new LocalSecretStore(
                dataFolder.resolve(place + ".secrets"),
                new SecretKeyFile(configurationFolder.resolve(place + ".key"), random, passphrases),
                random,
                clock);
    }
}
