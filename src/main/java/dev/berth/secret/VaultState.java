package dev.berth.secret;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What a Vault or OpenBao server says of itself, and of the login that works on it.
 *
 * @param version empty text where it does not say
 * @param tokenLeft how long the login's token still lives; empty where it never ends, or there is none yet
 * @param renewable whether the token's life can be prolonged
 * @param kept whether the login goes on by itself: its token is prolonged in time, or another one is had when it ends
 * @param clockAhead how far its clock is before this machine's, negative where behind; empty where it does not say
 */
public record VaultState(
        URI address,
        Condition condition,
        String version,
        Optional<Duration> tokenLeft,
        boolean renewable,
        boolean kept,
        Optional<Duration> clockAhead) {

    /** Whether it can be worked with, and why not. */
    public enum Condition {
        READY,
        /** What Berth is logged in with is not good any more. */
        DENIED,
        SEALED,
        UNINITIALISED,
        STANDBY,
        UNREACHABLE,
        FAILING
    }

    static VaultState without(URI address, VaultOutcome outcome) {
        Condition condition = switch (outcome) {
            case VaultOutcome.Sealed() -> Condition.SEALED;
            case VaultOutcome.Uninitialised() -> Condition.UNINITIALISED;
            case VaultOutcome.Standby() -> Condition.STANDBY;
            case VaultOutcome.RateLimited() -> Condition.STANDBY;
            case VaultOutcome.Unreachable unreachable -> Condition.UNREACHABLE;
            case VaultOutcome.Untrusted untrusted -> Condition.UNREACHABLE;
            default -> Condition.FAILING;
        };
        return new VaultState(address, condition, "", Optional.empty(), false, false, Optional.empty());
    }
}
