package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine is reached by ssh: {@code ssh://[user@]host[:port][/path/of/the/socket]}.
 *
 * @param port 0 for ssh's own settings
 * @param socket the engine's socket on that host
 */
record SshTarget(String host, Optional<String> user, int port, String socket) {
    private static final int LAST_PORT = 65_535;
    private static final String DEFAULT_SOCKET = "/var/run/docker.sock";

    static SshTarget of(String address) {
        try {
            URI uri = URI.create(address);
            // A leading dash would be an option of ssh, not a host.
            if (uri.getHost() != null
                    && !uri.getHost().startsWith("-")
                    && !startsWithDash(uri.getUserInfo())
                    && uri.getPort() <= LAST_PORT) {
                String path = uri.getPath();
                return new SshTarget(
                        uri.getHost(),
                        Optional.ofNullable(uri.getUserInfo()),
                        Math.max(0, uri.getPort()),
                        path == null || path.length() < 2 ? DEFAULT_SOCKET : path);
            }
        } catch (IllegalArgumentException e) {
            throw refused(address);
        }
        throw refused(address);
    }

    /** ssh's arguments for the host: options, then the host itself. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (port > 0) {
            words.addAll(List.of("-p", Integer.toString(port)));
        }
        user.ifPresent(name -> words.addAll(List.of("-l", name)));
        words.addAll(List.of("--", host));
        return words;
    }

    private static boolean startsWithDash(@Nullable String text) {
        return text != null && text.startsWith("-");
    }

    private static BerthException refused(String address) {
        return new BerthException(
                ErrorCode.ENGINE_UNREACHABLE,
                "%s is not an address of a Docker engine".formatted(Quoted.word(address)),
                "Write ssh://user@host, with :port where it is not ssh's own.");
    }
}
