package dev.berth.secret;

import java.time.Duration;

/**
 * A token that requests are made with.
 *
 * @param lifetime how long it lives from when it was had; zero for one whose lifetime was not told or that never ends
 * @param renewable whether asking prolongs its life
 * @param own whether Berth logged in for it, and so gives it back
 */
record VaultToken(SecretValue value, Duration lifetime, boolean renewable, boolean own) {

    /** Whether it is the same credential, whatever is known of its life. */
    boolean isSame(VaultToken other) {
        return value.equals(other.value);
    }
}
