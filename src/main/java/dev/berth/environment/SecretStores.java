package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.SecretKeyFile;
import dev.berth.secret.SecretStore;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;

/** Opens the store that an environment's definition names. */
public final class SecretStores {
    private final Path dataFolder;
    private final Path configurationFolder;
    private final Supplier<char[]> passphrase;
    private final Clock clock;

    /**
     * @param dataFolder the user's XDG data folder
     * @param configurationFolder the user's XDG configuration folder
     * @param passphrase asks for it; called only where an environment's key comes from one
     */
    public SecretStores(Path dataFolder, Path configurationFolder, Supplier<char[]> passphrase, Clock clock) {
        this.dataFolder = dataFolder;
        this.configurationFolder = configurationFolder;
        this.passphrase = passphrase;
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

    /** The embedded store of an environment, whatever its definition names. */
    public LocalSecretStore local(Definition definition) {
        SecureRandom random = new SecureRandom();
        Path place = Path.of("berth", definition.workspace(), definition.name());
        return new LocalSecretStore(
                dataFolder.resolve(place + ".secrets"),
                new SecretKeyFile(configurationFolder.resolve(place + ".key"), random, passphrase),
                random,
                clock);
    }
}
