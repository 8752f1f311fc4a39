package dev.berth.secret;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which Vault or OpenBao server keeps secrets, where on it, and how to log in there.
 *
 * @param mount the path of a key-value engine, version 1 or 2
 * @param path the path below the mount; a secret lies below it under its name
 * @param caFile certificates of the authorities to trust, PEM; empty for those that the Java runtime trusts
 */
public record VaultSettings(
        URI address, String mount, String path, Optional<String> namespace, Optional<Path> caFile, Login login) {

    /** Whether the address says, without asking anybody, that the server runs on this machine. */
    public boolean isOnThisMachine() {
        String host = String.valueOf(address.getHost());
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** How to log in; what is secret of it comes from a file, the process's environment or a person. */
    public sealed interface Login {

        /** With a token that was issued elsewhere. */
        record Token(Optional<Path> file) implements Login {}

        /**
         * As a machine, with a role's id and a secret id.
         *
         * @param wrappedFor the role's name where the secret id comes in a single-use wrapping token; empty where it comes as it is
         */
        record AppRole(String roleId, Optional<Path> secretIdFile, Optional<String> wrappedFor) implements Login {}

        /** As a person. */
        record UserPassword(String username, Optional<Path> passwordFile) implements Login {}
    }
}
