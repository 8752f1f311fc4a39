package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.deployment.Doctor.Check;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.VaultRights;
import dev.berth.secret.VaultSettings;
import dev.berth.secret.VaultState;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at an environment's Vault server, the login to it, and what lies there; asks nobody for a credential it lacks. */
final class VaultExamination {
    /** Beyond that, certificates and tokens begin and end at other times than whoever looks at them thinks. */
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    /** A token that nobody can renew and that ends before the next working day. */
    private static final Duration SOON = Duration.ofHours(24);

    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("---rwxrwx");

    /** How many paths are named; they mostly lack the same. */
    private static final int SHOWN = 4;

    private final SecretStores stores;
    private final Definition definition;
    private final String name;

    VaultExamination(SecretStores stores, Definition definition) {
        this.stores = stores;
        this.definition = definition;
        this.name = definition.name() + ": vault";
    }

    /**
     * What was found.
     *
     * @param running whether the environment runs: one that never did may lack the server for trying out
     */
    List<Check> checks(Set<String> secrets, boolean running) {
        List<Check> checks = new ArrayList<>();
        stores.loginFile(definition).flatMap(this::permissions).ifPresent(checks::add);
        VaultSettings settings = stores.vault(definition).orElseThrow();
        try {
            // Reading logs in: only then can be told how long that lasts.
            SecretStore store = stores.open(definition);
            Set<String> names = new TreeSet<>(secrets);
            names.add(SecretDelivery.HASH_KEY);
            long stored = store.readAll(names).keySet().stream()
                    .filter(secrets::contains)
                    .count();
            stores.vaultState(definition).ifPresent(state -> checks.addAll(0, healthy(state)));
            checks.add(well(
                    definition.name() + ": secrets",
                    stored == 0
                            ? "none stored yet; the first switch generates them"
                            : "%d of %d stored, %s".formatted(stored, secrets.size(), store.description())));
            checks.addAll(rights());
        } catch (BerthException e) {
            boolean tryingOut = !running && settings.isOnThisMachine() && e.code() == ErrorCode.VAULT_UNREACHABLE;
            checks.add(new Check(name, false, !tryingOut, e.getMessage(), Optional.ofNullable(hint(e))));
            if (e.code() == ErrorCode.VAULT_DENIED) {
                checks.addAll(explained());
            }
        }
        return checks;
    }

    /** Why the login was denied what it asked for, as far as the server tells. */
    private List<Check> explained() {
        try {
            List<Check> rights = rights();
            if (!rights.isEmpty()) {
                return rights;
            }
            return stores.vaultState(definition)
                    .filter(state -> state.condition() == VaultState.Condition.DENIED)
                    .map(state -> List.of(ended()))
                    .orElse(List.of());
        } catch (BerthException e) {
            // The login itself was refused, and that was said.
            return List.of();
        }
    }

    private Check ended() {
        return new Check(
                name + " token",
                false,
                "the token is not good: it ended, was revoked, or is another server's",
                Optional.of(
                        isGivenToken()
                                ? "Issue another one, periodic for a machine: vault token create -period=768h -policy=berth-%s"
                                        .formatted(definition.name())
                                : "Log in again; the role or user may have been changed meanwhile."));
    }

    private List<Check> rights() {
        return stores.rights(definition, Set.of(SecretDelivery.HASH_KEY)).stream()
                .map(this::rights)
                .toList();
    }

    private Check rights(VaultRights rights) {
        VaultSettings settings = stores.vault(definition).orElseThrow();
        String policy = name + " policy";
        String write = "berth secrets policy %1$s%2$s | vault policy write berth-%1$s -";
        if (rights.lacking().isEmpty()) {
            return well(policy, "the login may read and write every secret");
        }
        String paths = rights.lacking().entrySet().stream()
                        .limit(SHOWN)
                        .map(each -> "%s (%s)".formatted(each.getKey(), String.join(", ", each.getValue())))
                        .collect(Collectors.joining(", "))
                + (rights.lacking().size() > SHOWN
                        ? " and %d more".formatted(rights.lacking().size() - SHOWN)
                        : "");
        if (!rights.mayNotRead()) {
            return new Check(
                    policy,
                    true,
                    "the login may read every secret, and not write %s".formatted(paths),
                    Optional.of(
                            "Where Berth is to generate, set and rotate: " + write.formatted(definition.name(), "")));
        }
        if (rights.version().isEmpty() && !rights.otherVersion()) {
            return new Check(
                    policy,
                    false,
                    "the login sees no mount %s%s; it lacks %s"
                            .formatted(
                                    settings.mount(),
                                    rights.mounts().isEmpty()
                                            ? " and no other key-value engine"
                                            : ", only " + String.join(", ", rights.mounts()),
                                    paths),
                    Optional.of("Correct secrets.vault.mount, or where it is right: "
                            + write.formatted(definition.name(), "") + "\n" + assigned(rights)));
        }
        if (rights.otherVersion()) {
            int version = rights.version().orElse(2);
            return new Check(
                    policy,
                    false,
                    "the policy is written for version %d of the key-value engine, and %s is of version %d: it lacks %s"
                            .formatted(3 - version, settings.mount(), version, paths),
                    Optional.of(write.formatted(definition.name(), " --kv " + version)));
        }
        return new Check(
                policy,
                false,
                "the login's policy lacks " + paths,
                Optional.of(write.formatted(definition.name(), "") + "\n" + assigned(rights)));
    }

    /** The policy may be right and the login may not have it. */
    private String assigned(VaultRights rights) {
        String has = rights.policies().isEmpty()
                ? ""
                : "The login has the policies %s; ".formatted(String.join(", ", rights.policies()));
        return has
                + switch (stores.vault(definition).orElseThrow().login()) {
                    case VaultSettings.Login.Token token ->
                        "a token keeps those it was made with: vault token create -policy=berth-" + definition.name();
                    case VaultSettings.Login.AppRole role ->
                        "give the role its own: vault write auth/approle/role/ROLE token_policies=berth-"
                                + definition.name();
                    case VaultSettings.Login.UserPassword user ->
                        "give the user its own: vault write auth/userpass/users/%s token_policies=berth-%s"
                                .formatted(user.username(), definition.name());
                };
    }

    private List<Check> healthy(VaultState state) {
        List<Check> checks = new ArrayList<>();
        checks.add(well(
                name,
                "%s %s, unsealed%s"
                        .formatted(
                                state.address(),
                                state.version(),
                                state.tokenLeft()
                                        .map(left -> ", the login's token lives for %s more%s"
                                                .formatted(minutes(left), state.renewable() ? " and is renewed" : ""))
                                        .orElse(", the login's token does not end"))));
        state.tokenLeft()
                .filter(left -> !state.renewable() && left.compareTo(SOON) < 0 && isGivenToken())
                .ifPresent(left -> checks.add(new Check(
                        name + " token",
                        false,
                        "the token ends in %s, and cannot be renewed".formatted(minutes(left)),
                        Optional.of("Issue another one, periodic for a machine: vault token create -period=768h"))));
        state.clockAhead()
                .filter(ahead -> ahead.abs().compareTo(TOLERATED) > 0)
                .ifPresent(
                        ahead -> checks.add(
                                new Check(
                                        name + " clock",
                                        false,
                                        "its clock is %s %s this machine's"
                                                .formatted(
                                                        minutes(ahead.abs()),
                                                        ahead.isNegative() ? "behind" : "ahead of"),
                                        Optional.of(
                                                "Set both by the same time service: certificates and tokens are judged by the clock."))));
        return checks;
    }

    /** Berth logs in again by itself where it can. */
    private boolean isGivenToken() {
        return stores.vault(definition)
                .filter(settings -> settings.login() instanceof VaultSettings.Login.Token)
                .isPresent();
    }

    private Optional<Check> permissions(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.stream().anyMatch(OPEN::contains)
                    ? Optional.of(new Check(
                            name + " login",
                            false,
                            "%s is open to others (%s)".formatted(file, PosixFilePermissions.toString(permissions)),
                            Optional.of("chmod 600 %s     (whoever had access may know it: then issue a new one)"
                                    .formatted(file))))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private @org.jspecify.annotations.Nullable String hint(BerthException failure) {
        return failure.code() == ErrorCode.VAULT_DENIED
                ? "What its login needs: berth secrets policy %s. A wrong mount, path or namespace, and a login that ended, look"
                                .formatted(definition.name())
                        + " the same from outside. " + failure.hint()
                : failure.hint();
    }

    private static String minutes(Duration duration) {
        return duration.compareTo(Duration.ofHours(2)) < 0
                ? Math.max(1, duration.toMinutes()) + " min"
                : duration.toHours() + " h";
    }

    private static Check well(String name, String message) {
        return new Check(name, true, message, Optional.empty());
    }
}
