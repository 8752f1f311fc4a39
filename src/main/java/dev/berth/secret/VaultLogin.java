package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs in as the definition says; what was read, asked or unwrapped for it is kept, to log in again without asking. */
final class VaultLogin {
    private final VaultSettings settings;
    private final VaultCredentials credentials;
    private final VaultCalls calls;
    private final VaultFailure failures;
    private @Nullable SecretValue material;

    /** What was unwrapped here already: that it cannot be once more is nobody's doing. */
    private @Nullable SecretValue opened;

    VaultLogin(VaultSettings settings, VaultCredentials credentials, VaultCalls calls) {
        this.settings = settings;
        this.credentials = credentials;
        this.calls = calls;
        this.failures = new VaultFailure(settings);
    }

    /** Whether a new token can be had when one has died. */
    boolean canRepeat() {
        return !(settings.login() instanceof VaultSettings.Login.Token);
    }

    /** The token that lies in a file now, which somebody may have replaced; empty where it comes from elsewhere. */
    Optional<VaultToken> inFile() {
        return settings.login() instanceof VaultSettings.Login.Token(var file)
                ? credentials
                        .tokenInFile(settings, file)
                        .map(value -> new VaultToken(value, Duration.ZERO, true, false))
                : Optional.empty();
    }

    synchronized VaultToken logIn(VaultCalls.Deadline deadline) {
        return switch (settings.login()) {
            case VaultSettings.Login.Token(var file) ->
                new VaultToken(
                        kept(credentials.token(settings, file, () -> requireAnswer(deadline))),
                        Duration.ZERO,
                        true,
                        false);
            case VaultSettings.Login.AppRole role -> {
                JsonObject body = new JsonObject();
                body.put("role_id", role.roleId());
                body.put("secret_id", secretId(role, deadline).reveal());
                yield logIn("auth/approle/login", body, deadline);
            }
            case VaultSettings.Login.UserPassword(String username, var file) -> {
                JsonObject body = new JsonObject();
                SecretValue password = material == null
                        ? kept(credentials.password(settings, file, () -> requireAnswer(deadline)))
                        : material;
                body.put("password", password.reveal());
                yield logIn("auth/userpass/login/" + username, body, deadline);
            }
        };
    }

    private SecretValue secretId(VaultSettings.Login.AppRole role, VaultCalls.Deadline deadline) {
        if (material != null) {
            return material;
        }
        SecretValue given = credentials.secretId(settings, role.secretIdFile(), () -> requireAnswer(deadline));
        return kept(
                role.wrappedFor().isPresent() ? unwrap(given, role.wrappedFor().get(), deadline) : given);
    }

    /** Nobody is asked for a credential of a server that takes none, and none is missed while there is no server. */
    private void requireAnswer(VaultCalls.Deadline deadline) {
        VaultOutcome outcome = calls.read(VaultRequest.read("sys/seal-status"), deadline);
        if (!(outcome instanceof VaultOutcome.Success(JsonObject status))) {
            throw failures.of(outcome, "log in");
        }
        if (!status.getBoolean("initialized", true)) {
            throw failures.of(new VaultOutcome.Uninitialised(), "log in");
        }
        if (status.getBoolean("sealed", false)) {
            throw failures.of(new VaultOutcome.Sealed(), "log in");
        }
    }

    /** Where the wrapping token was made is looked at before it is opened: a swapped one comes from somewhere else. */
    private SecretValue unwrap(SecretValue wrapping, String role, VaultCalls.Deadline deadline) {
        SecretValue before = opened;
        if (before != null && wrapping.equals(before)) {
            throw new BerthException(
                    ErrorCode.VAULT_DENIED,
                    "the secret id for Vault at %s, which came wrapped and was opened here, is not valid any more"
                            .formatted(settings.address()),
                    "Issue a new one.");
        }
        JsonObject token = new JsonObject();
        token.put("token", wrapping.reveal());
        VaultOutcome lookup = calls.write(VaultRequest.write("sys/wrapping/lookup", token), deadline);
        String expected = "auth/approle/role/%s/secret-id".formatted(role);
        String made = data(lookup, "look at the wrapped secret id").getString("creation_path", "");
        if (!made.equals(expected)) {
            throw alert("was made by %s, not by %s".formatted(made.isEmpty() ? "an unknown path" : made, expected));
        }
        VaultOutcome unwrapped = calls.write(
                VaultRequest.write("sys/wrapping/unwrap", new JsonObject()).as(wrapping), deadline);
        String secretId = data(unwrapped, "unwrap the secret id").getString("secret_id", "");
        if (secretId.isEmpty()) {
            throw alert("holds no secret id");
        }
        opened = wrapping;
        return SecretValue.of(secretId);
    }

    /** A wrapping token can be opened once: that somebody else opened it cannot be told from any other way to lose it. */
    private JsonObject data(VaultOutcome outcome, String what) {
        return switch (outcome) {
            case VaultOutcome.Success(JsonObject body) -> body.getObject("data", new JsonObject());
            case VaultOutcome.Denied() -> throw alert("was opened already, or is not valid any more");
            case VaultOutcome.Rejected rejected -> throw alert("was opened already, or is not valid any more");
            case VaultOutcome.NotFound none -> throw alert("was opened already, or is not valid any more");
            default -> throw failures.of(outcome, what);
        };
    }

    private BerthException alert(String problem) {
        return new BerthException(
                ErrorCode.VAULT_TAMPERED,
                "SECURITY ALERT: the wrapped secret id for Vault at %s %s".formatted(settings.address(), problem),
                "Somebody may have read or swapped it on its way. Revoke the role's secret ids, look into Vault's audit log"
                        + " for who unwrapped it, and issue a new one.");
    }

    private VaultToken logIn(String path, JsonObject body, VaultCalls.Deadline deadline) {
        VaultOutcome outcome = calls.write(VaultRequest.write(path, body), deadline);
        return switch (outcome) {
            case VaultOutcome.Success(JsonObject answer) -> token(answer, path);
            case VaultOutcome.Denied() -> throw refused(path);
            case VaultOutcome.Rejected rejected -> throw refused(path);
            case VaultOutcome.NotFound none -> throw refused(path);
            default -> throw failures.of(outcome, "log in");
        };
    }

    private VaultToken token(JsonObject answer, String path) {
        JsonObject auth = answer.getObject("auth", new JsonObject());
        return Optional.ofNullable(auth.getString("client_token"))
                .filter(token -> !token.isEmpty())
                .map(token -> new VaultToken(
                        SecretValue.of(token),
                        VaultTime.of(auth, "lease_duration"),
                        auth.getBoolean("renewable", false),
                        true))
                .orElseThrow(() -> new BerthException(
                        ErrorCode.VAULT_DENIED,
                        "Vault at %s gave no token for the login at %s".formatted(settings.address(), path),
                        "A login that asks for a second factor is not supported; use an AppRole."));
    }

    private BerthException refused(String path) {
        material = null;
        return new BerthException(
                ErrorCode.VAULT_DENIED,
                "Vault at %s refused the login at %s".formatted(settings.address(), path),
                "Check secrets.vault.auth and namespace, and whether the secret id or password is still valid.");
    }

    private SecretValue kept(SecretValue value) {
        material = value;
        return value;
    }
}
