package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The least that a Vault or OpenBao server has to allow for an environment's secrets, in its own policy language. */
public final class VaultPolicy {
    private VaultPolicy() {}

    /**
     * A policy with one rule a secret and no wildcards.
     *
     * @param secrets by name, where each lies as {@code PATH#KEY}; empty text for its place below the environment's path
     * @param login path of the database login that is made for people; empty where none is
     * @param version of the key-value engine, 1 or 2
     */
    public static String of(VaultSettings settings, Map<String, String> secrets, Optional<String> login, int version) {
        StringBuilder policy =
                new StringBuilder("# What Berth reads, and writes when it generates, sets or rotates.\n");
        for (String path : paths(settings, secrets, version == 1 ? VaultMount.VERSION_1 : VaultMount.VERSION_2)) {
            rule(policy, path, "\"create\", \"read\", \"update\"");
        }
        login.ifPresent(path -> {
            policy.append(
                    "# A database login for each session of psql, made longer while that lasts, taken away after it.\n");
            rule(policy, path, "\"read\"");
            rule(policy, "sys/leases/renew", "\"update\"");
            rule(policy, "sys/leases/revoke", "\"update\"");
        });
        policy.append("# How long its login lasts, to make it last longer, and to end it.\n");
        rule(policy, "auth/token/lookup-self", "\"read\"");
        rule(policy, "auth/token/renew-self", "\"update\"");
        rule(policy, "auth/token/revoke-self", "\"update\"");
        policy.append("# What of all this it may do, for berth doctor.\n");
        rule(policy, "sys/capabilities-self", "\"update\"");
        return policy.toString();
    }

    /** Where secrets lie in an engine of that version. */
    static SortedSet<String> paths(VaultSettings settings, Map<String, String> secrets, VaultMount mount) {
        SortedSet<String> paths = new TreeSet<>();
        secrets.forEach((name, from) -> paths.add(mount.path(
                settings.mount(),
                from.isEmpty() ? VaultLocation.of(settings.path(), name) : VaultLocation.parse(from))));
        return paths;
    }

    private static void rule(StringBuilder policy, String path, String capabilities) {
        if (path.contains("*") || path.contains("+") || path.contains("\"") || path.contains("{{")) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s would allow more than one path in a policy of Vault".formatted(path),
                    "Choose a path without * + \" and {{ for secrets.vault, or after from: in secrets.yaml.");
        }
        policy.append("path \"%s\" {%n  capabilities = [%s]%n}%n".formatted(path, capabilities));
    }
}
