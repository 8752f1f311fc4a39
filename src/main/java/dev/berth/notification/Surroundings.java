package dev.berth.notification;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.Redactor;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What a notifier has around it.
 *
 * @param project of whose services it tells, which is unique where an environment's name is not
 * @param home the user's folder, which a file's name may begin with as ~
 * @param random numbers from 0 to 1
 */
public record Surroundings(
        Workspace workspace,
        String project,
        Path home,
        SecretStore secrets,
        Redactor redactor,
        ProgramRunner programs,
        Clock clock,
        DoubleSupplier random) {

    /** A secret as it is now; masked in all that is shown from here on. */
    SecretValue secret(String name) {
        SecretValue value = secrets.read(name)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "the secret %s is not stored".formatted(name),
                        "Store it: berth secrets set %s".formatted(name)));
        redactor.add(List.of(value));
        return value;
    }

    /** Masks a part of a secret, too, which may be told alone. */
    void mask(String part) {
        redactor.add(List.of(SecretValue.of(part)));
    }

    Path file(Path path) {
        return path.startsWith("~") ? home.resolve(path.subpath(1, path.getNameCount())) : path;
    }
}
