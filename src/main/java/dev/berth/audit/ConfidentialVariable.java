package dev.berth.audit;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by its name, and by what form its value has, whether a variable holds a secret. */
final class ConfidentialVariable {
    private static final Set<String> WORDS =
            Set.of("KEY", "KEYS", "APIKEY", "CREDENTIAL", "CREDENTIALS", "PASS", "PASSPHRASE", "PASSWD", "PWD");

    private static final List<String> ENDS = List.of("PASSWORD", "SECRET", "SECRETS", "TOKEN", "TOKENS");

    /** What such a name speaks of when it ends so: not the secret, but something about it. */
    private static final Set<String> ABOUT = Set.of(
            "ALGORITHM",
            "ALGORITHMS",
            "AUDIENCE",
            "COUNT",
            "ENABLED",
            "ENCRYPTION",
            "EXP",
            "EXPIRES",
            "EXPIRY",
            "FILE",
            "FILES",
            "FOLDER",
            "DIR",
            "HEADER",
            "HOST",
            "ID",
            "ISSUER",
            "LENGTH",
            "LIFETIME",
            "METHOD",
            "NAME",
            "PATH",
            "POLICY",
            "PORT",
            "PREFIX",
            "REQUIRED",
            "SIZE",
            "TIMEOUT",
            "TTL",
            "TYPE",
            "URI",
            "URL",
            "USER");

    /** Keys that are there to be known. */
    private static final Set<String> PUBLIC = Set.of("FINGERPRINT", "GPG", "PUBLIC", "PUBLISHABLE", "VERIFY");

    /** The folder that a shell is in. */
    private static final Set<String> FOLDERS = Set.of("PWD", "OLDPWD");

    private static final Set<String> SWITCHES = Set.of("true", "false", "yes", "no", "on", "off");

    /** The address of something, with a password before the host. */
    private static final Pattern LOGIN = Pattern.compile("(?s).*[a-z][a-z0-9+.-]*://[^/?#@:\\s]*:[^/?#@\\s]+@.*");

    private ConfidentialVariable() {}

    static boolean is(String name, String value) {
        return LOGIN.matcher(value).matches() || (isNamedSo(name) && isLiteral(value));
    }

    private static boolean isNamedSo(String name) {
        if (FOLDERS.contains(name)) {
            return false;
        }
        List<String> words = List.of(name.toUpperCase(Locale.ROOT).split("[_.-]+", -1));
        return words.stream().anyMatch(ConfidentialVariable::isConfidential)
                && words.stream().noneMatch(PUBLIC::contains)
                && !ABOUT.contains(words.getLast());
    }

    private static boolean isConfidential(String word) {
        return WORDS.contains(word) || ENDS.stream().anyMatch(word::endsWith);
    }

    /** A path, or one with PostgREST's sign before it, says where the secret is. */
    private static boolean isLiteral(String value) {
        return !value.isEmpty()
                && !value.startsWith("/")
                && !value.startsWith("@/")
                && !value.startsWith("file:")
                && !SWITCHES.contains(value.toLowerCase(Locale.ROOT));
    }
}
