package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the secret part of a login comes from: the file that the definition names, else the process's environment, else
 * whoever sits at the terminal; never an argument, and never ~/.vault-token unless the definition names it.
 */
public final class VaultCredentials {
    /** Names a file with the token, secret id or password; /dev/stdin is standard input. */
    public static final String FILE = "BERTH_VAULT_CREDENTIAL_FILE";

    /** Hold a token, the first before the second, which other tools read too. */
    private static final String[] TOKENS = {"BERTH_VAULT_TOKEN", "VAULT_TOKEN"};

    private final Map<String, String> variables;
    private final Passphrases.Prompt prompt;

    /**
     * Nothing is read or asked yet.
     *
     * @param variables the process's environment
     */
    public VaultCredentials(Map<String, String> variables, Passphrases.Prompt prompt) {
        this.variables = variables;
        this.prompt = prompt;
    }

    SecretValue token(VaultSettings settings, Optional<Path> file) {
        if (file.isEmpty()) {
            for (String name : TOKENS) {
                String value = variables.getOrDefault(name, "").strip();
                if (!value.isEmpty()) {
                    return SecretValue.of(value);
                }
            }
        }
        return get("token", "tokenFile", settings, file);
    }

    SecretValue secretId(VaultSettings settings, Optional<Path> file) {
        return get("secret id", "secretIdFile", settings, file);
    }

    SecretValue password(VaultSettings settings, Optional<Path> file) {
        return get("password", "passwordFile", settings, file);
    }

    private SecretValue get(String what, String key, VaultSettings settings, Optional<Path> file) {
        Optional<Path> named = file.or(() -> Optional.ofNullable(variables.get(FILE))
                .filter(name -> !name.isBlank())
                .map(Path::of));
        if (named.isPresent()) {
            return read(what, named.get());
        }
        return prompt.ask("Vault %s for %s: ".formatted(what, settings.address()))
                .map(SecretValue::of)
                .filter(answer -> answer.length() > 0)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.VAULT_DENIED,
                        "no %s to log in to Vault at %s".formatted(what, settings.address()),
                        "Name a file that holds it: secrets.vault.auth.%s in the definition, or the variable %s."
                                .formatted(key, FILE)));
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
                    "cannot read the Vault %s from %s: %s".formatted(what, file, e),
                    "Check the file and its permissions.",
                    e);
        }
        throw new BerthException(
                ErrorCode.VAULT_DENIED,
                "%s holds no Vault %s: one line is expected".formatted(file, what),
                "Write it into the file, alone.");
    }
}
