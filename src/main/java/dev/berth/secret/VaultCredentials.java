package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the secret part of a login comes from: the file that the definition names, else the process's environment, else
 * whoever sits at the terminal; never an argument, and never ~/.vault-token unless the definition names it.
 */
public final class VaultCredentials {
    /** Names a file with the token, secret id or password; /dev/stdin is standard input. */
    public static final String FILE = "BERTH_VAULT_CREDENTIAL_FILE";

    /** Hold a token, the first before the second, which other tools read too and VAULT_ADDR belongs to. */
    public static final List<String> TOKENS = List.of("BERTH_VAULT_TOKEN", "VAULT_TOKEN");

    private final Map<String, String> variables;
    private final Passphrases.Prompt prompt;
    private final Optional<Path> kept;

    /**
     * Nothing is read or asked yet.
     *
     * @param variables the process's environment
     */
    public VaultCredentials(Map<String, String> variables, Passphrases.Prompt prompt) {
        this(variables, prompt, Optional.empty());
    }

    private VaultCredentials(Map<String, String> variables, Passphrases.Prompt prompt, Optional<Path> kept) {
        this.variables = variables;
        this.prompt = prompt;
        this.kept = kept;
    }

    /** The same, and before anybody is asked a file of Berth's own is read, where it is there. */
    public VaultCredentials orFrom(Path file) {
        return new VaultCredentials(variables, prompt, Optional.of(file));
    }

    /**
     * A token.
     *
     * @param beforeAsking done before a person is asked, or a missing one is a failure
     */
    SecretValue token(VaultSettings settings, Optional<Path> file, Runnable beforeAsking) {
        Optional<SecretValue> given = file.isEmpty() ? inVariable(settings) : Optional.empty();
        return given.orElseGet(() -> get("token", "tokenFile", settings, file, beforeAsking));
    }

    /** The token that lies in a file now; empty where it comes from elsewhere, or none can be read there. */
    Optional<SecretValue> tokenInFile(VaultSettings settings, Optional<Path> file) {
        if (file.isEmpty() && inVariable(settings).isPresent()) {
            return Optional.empty();
        }
        try {
            Optional<Path> named = named(file);
            // What comes through a pipe comes once.
            return named.isPresent()
                    ? named.filter(Files::isRegularFile).map(path -> read("token", path))
                    : own("token");
        } catch (BerthException e) {
            return Optional.empty();
        }
    }

    private Optional<SecretValue> inVariable(VaultSettings settings) {
        for (String name : TOKENS) {
            String value = variables.getOrDefault(name, "").strip();
            if (!value.isEmpty() && isMeant(name, settings)) {
                return Optional.of(SecretValue.of(value));
            }
        }
        return Optional.empty();
    }

    private Optional<Path> named(Optional<Path> file) {
        return file.or(() -> Optional.ofNullable(variables.get(FILE))
                .filter(name -> !name.isBlank())
                .map(Path::of));
    }

    /** What lies in a file of Berth's own. */
    private Optional<SecretValue> own(String what) {
        Optional<Path> own = kept.filter(Files::exists);
        own.ifPresent(path -> checkOwnerOnly(what, path));
        return own.map(path -> read(what, path));
    }

    /** Whoever says which server their token is for does not want it sent to another that a workspace names. */
    private boolean isMeant(String name, VaultSettings settings) {
        String address = variables.getOrDefault("VAULT_ADDR", "").strip();
        return name.startsWith("BERTH_")
                || address.isEmpty()
                || withoutSlash(address).equals(withoutSlash(settings.address().toString()));
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    SecretValue secretId(VaultSettings settings, Optional<Path> file, Runnable beforeAsking) {
        return get("secret id", "secretIdFile", settings, file, beforeAsking);
    }

    SecretValue password(VaultSettings settings, Optional<Path> file, Runnable beforeAsking) {
        return get("password", "passwordFile", settings, file, beforeAsking);
    }

    private SecretValue get(
            String what, String key, VaultSettings settings, Optional<Path> file, Runnable beforeAsking) {
        Optional<Path> named = named(file);
        if (named.isPresent()) {
            return read(what, named.get());
        }
        Optional<SecretValue> own = own(what);
        if (own.isPresent()) {
            return own.get();
        }
        beforeAsking.run();
        return prompt.ask("Vault %s for %s: ".formatted(what, settings.address()))
                .map(SecretValue::of)
                .filter(answer -> answer.length() > 0)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.VAULT_DENIED,
                        "no %s to log in to Vault at %s".formatted(what, settings.address()),
                        "Name a file that holds it: secrets.vault.auth.%s in the definition, or the variable %s."
                                .formatted(key, FILE)));
    }

    private static void checkOwnerOnly(String what, Path file) {
        try {
            if (!PrivateFile.OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new BerthException(
                        ErrorCode.VAULT_DENIED,
                        "%s holds a Vault %s and is open to others".formatted(file, what),
                        "Close it with: chmod 600 %s     (whoever had access may know it: then issue a new one)"
                                .formatted(file));
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.VAULT_DENIED,
                    "cannot look at %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the file and its folder's permissions.",
                    e);
        }
    }

    private static SecretValue read(String what, Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!text.isEmpty() && text.chars().noneMatch(Character::isISOControl)) {
                return SecretValue.of(text);
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.VAULT_DENIED,
                    "cannot read the Vault %s from %s: %s".formatted(what, file, Refusal.of(e, file)),
                    "Check the file and its permissions.",
                    e);
        }
        throw new BerthException(
                ErrorCode.VAULT_DENIED,
                "%s holds no Vault %s: one line is expected".formatted(file, what),
                "Write it into the file, alone.");
    }
}
