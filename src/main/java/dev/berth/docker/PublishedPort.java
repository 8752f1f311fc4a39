package dev.berth.docker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A container's port that its host forwards; the address is empty for all addresses. */
public record PublishedPort(String address, int host, int container, String protocol) {

    // Written out, as every status compares ports: what the compiler would make is linked anew at every start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublishedPort that
                && address.equals(that.address)
                && host == that.host
                && container == that.container
                && protocol.equals(that.protocol);
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, host, container, protocol);
    }
}
