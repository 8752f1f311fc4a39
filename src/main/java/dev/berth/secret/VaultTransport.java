package dev.berth.secret;

import java.time.Duration;

/** Carries one request to a Vault server, once. */
@FunctionalInterface
interface VaultTransport {
    VaultOutcome send(VaultRequest request, Duration timeout);
}
