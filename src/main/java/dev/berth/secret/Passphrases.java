package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a passphrase comes from: the file that BERTH_PASSPHRASE_FILE names, else whoever sits at the terminal. */
public final class Passphrases {
    /** Names a file with the passphrase on its only line; a variable could be read by others, its file's name may be. */
    public static final String VARIABLE = "BERTH_PASSPHRASE_FILE";

    private final Optional<Path> file;
    private final Prompt prompt;
    private @Nullable SecretValue read;

    /**
     * Nothing is read or asked yet.
     *
     * @param variables the process's environment
     */
    public Passphrases(Map<String, String> variables, Prompt prompt) {
        this.file = Optional.ofNullable(variables.get(VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of);
        this.prompt = prompt;
    }

    /** Asks a person, who sees the question and not the answer. */
    @FunctionalInterface
    public interface Prompt {
        /** The answer, or empty where nobody can be asked. */
        Optional<char[]> ask(String question);
    }

    /** The passphrase that was given beforehand: whoever gives one wants new keys to be sealed with it. */
    synchronized Optional<SecretValue> given() {
        if (read == null && file.isPresent()) {
            // Kept, for standard input and named pipes give it only once.
            read = fromFile(file.get());
        }
        return Optional.ofNullable(read);
    }

    /** The passphrase for a key file that is sealed with one. */
    SecretValue get(Path keyFile) {
        return given().or(() -> prompt.ask("Passphrase of %s: ".formatted(keyFile))
                        .map(SecretValue::of)
                        .filter(answer -> answer.length() > 0))
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "the key %s is sealed with a passphrase, and none was given".formatted(keyFile),
                        "Name a file that holds it in the variable %s.".formatted(VARIABLE)));
    }

    private static SecretValue fromFile(Path file) {
        try {
            String passphrase = Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
            if (!passphrase.isEmpty()) {
                return SecretValue.of(passphrase);
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "cannot read the passphrase from %s: %s".formatted(file, Refusal.of(e, file)),
                    "Correct the variable %s, or the file's permissions.".formatted(VARIABLE),
                    e);
        }
        throw new BerthException(
                ErrorCode.SECRET_STORE_LOCKED,
                "the passphrase file %s is empty".formatted(file),
                "Write the passphrase into it, or unset %s.".formatted(VARIABLE));
    }
}
