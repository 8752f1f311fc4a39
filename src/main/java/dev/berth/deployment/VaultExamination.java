package dev.berth.deployment;

import dev.berth.deployment.Doctor.Check;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
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

/** Looks at an environment's Vault server, the login to it, and what lies there; asks nobody for a credential it lacks. */
final class VaultExamination {
    /** Beyond that, certificates and tokens begin and end at other times than whoever looks at them thinks. */
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    /** A token that nobody can renew and that ends before the next working day. */
    private static final Duration SOON = Duration.ofHours(24);

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
            int stored = store.readAll(secrets).size();
            stores.vaultState(definition).ifPresent(state -> checks.addAll(0, healthy(state)));
            checks.add(well(
                    definition.name() + ": secrets",
                    stored == 0
                            ? "none stored yet; the first switch generates them"
                            : "%d of %d stored, %s".formatted(stored, secrets.size(), store.description())));
        } catch (BerthException e) {
            boolean tryingOut = !running && settings.isOnThisMachine() && e.code() == ErrorCode.VAULT_UNREACHABLE;
            checks.add(new Check(name, tryingOut, e.getMessage(), Optional.ofNullable(hint(e))));
        }
        return checks;
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
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                            || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    ? Optional.of(new Check(
                            name + " login",
                            false,
                            "%s is open to everybody (%s)".formatted(file, PosixFilePermissions.toString(permissions)),
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
