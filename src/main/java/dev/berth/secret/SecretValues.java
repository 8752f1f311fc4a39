package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;

/** What a template asks of the secrets that it names. */
@FunctionalInterface
public interface SecretValues {

    /** The current value. */
    SecretValue current(String name);

    /** The values before, the newest first, each for as long as it is valid beside the current one. */
    default List<SecretValue> earlier(String name) {
        return List.of();
    }

    /** The login whose password the current value is. */
    default String login(String name) {
        throw withoutLogins(name);
    }

    /** The login whose password the value before was. */
    default String retired(String name) {
        throw withoutLogins(name);
    }

    /** What to throw where a login is asked for of a secret that declares none. */
    static BerthException withoutLogins(String name) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "the secret %s declares no logins that take turns".formatted(name),
                "In secrets.yaml: %s: {logins: {first: app_a, second: app_b}, …}.".formatted(name));
    }
}
