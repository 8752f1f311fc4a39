package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** Says what an outcome that is no success means for whoever asked. */
final class VaultFailure {
    private final VaultSettings settings;

    VaultFailure(VaultSettings settings) {
        this.settings = settings;
    }

    /**
     * The failure.
     *
     * @param what was being done, such as "read kv/acme/prod/postgres.app"
     */
    BerthException of(VaultOutcome outcome, String what) {
        String server = "Vault at " + settings.address();
        String failed = "%s could not %s: ".formatted(server, what);
        return switch (outcome) {
            case VaultOutcome.Denied() ->
                failure(
                        ErrorCode.VAULT_DENIED,
                        "%s denied to %s".formatted(server, what),
                        "The login's policy must allow it; a wrong namespace looks the same. Nothing was changed.");
            case VaultOutcome.Sealed() ->
                failure(
                        ErrorCode.VAULT_SEALED,
                        server + " is sealed",
                        settings.isOnThisMachine()
                                ? "Unseal it (`berth secrets server start` where that started it, else vault operator unseal), then run"
                                        + " the command again. What runs goes on running."
                                : "Unseal it (vault operator unseal), then run the command again. What runs goes on running.");
            case VaultOutcome.Uninitialised() ->
                failure(
                        ErrorCode.VAULT_UNINITIALISED,
                        server + " was never initialised",
                        "Initialise it (vault operator init), or correct secrets.vault.address.");
            case VaultOutcome.Standby() ->
                failure(
                        ErrorCode.VAULT_STANDBY,
                        server + " is a standby and does not forward to the active server",
                        "Let secrets.vault.address name the active server, or the cluster's load balancer.");
            case VaultOutcome.RateLimited() ->
                failure(
                        ErrorCode.VAULT_RATE_LIMITED,
                        failed + "a quota is used up (status 429)",
                        "Wait and run the command again, or ask for a higher quota.");
            case VaultOutcome.Unreachable(String reason) ->
                failure(
                        ErrorCode.VAULT_UNREACHABLE,
                        "%s does not answer: %s".formatted(server, reason),
                        settings.isOnThisMachine()
                                ? "Start the server for trying out with `berth secrets server start`, or let secrets.vault.address name"
                                        + " yours. What runs goes on running."
                                : "Check secrets.vault.address and the network. What runs goes on running.");
            case VaultOutcome.Untrusted(String reason) ->
                failure(
                        ErrorCode.VAULT_UNREACHABLE,
                        "the certificate of %s is not to be trusted: %s".formatted(server, reason),
                        settings.caFile().isPresent()
                                ? "Check %s, the certificate's dates, and this machine's clock."
                                        .formatted(settings.caFile().get())
                                : "Name the authority's certificate with secrets.vault.caFile, and check this machine's clock.");
            case VaultOutcome.Failing(int status, String errors) ->
                failure(
                        ErrorCode.VAULT_FAILED,
                        failed + "it failed with status %d%s".formatted(status, errors.isEmpty() ? "" : ": " + errors),
                        "Look into the server's log. What runs goes on running.");
            case VaultOutcome.Rejected(int status, String errors) ->
                failure(
                        ErrorCode.VAULT_FAILED,
                        failed + "it refused with status %d%s".formatted(status, errors.isEmpty() ? "" : ": " + errors),
                        "Check mount, path and namespace of secrets.vault in the definition. Nothing was changed.");
            case VaultOutcome.NotVault(int status) ->
                failure(
                        ErrorCode.VAULT_FAILED,
                        "what answers at %s is not Vault (status %d)".formatted(settings.address(), status),
                        "Correct secrets.vault.address; a proxy or a login page may stand before the server.");
            case VaultOutcome.NotFound none ->
                failure(
                        ErrorCode.VAULT_FAILED,
                        failed + "there is nothing",
                        "Check mount, path and namespace of secrets.vault.");
            case VaultOutcome.Conflict() ->
                failure(
                        ErrorCode.SECRET_CONFLICT,
                        failed + "somebody else changed it meanwhile",
                        "Look at secrets list, then run the command again.");
            case VaultOutcome.Success success -> throw new IllegalArgumentException(what + " succeeded");
        };
    }

    private static BerthException failure(ErrorCode code, String message, String hint) {
        return new BerthException(code, message, hint);
    }
}
