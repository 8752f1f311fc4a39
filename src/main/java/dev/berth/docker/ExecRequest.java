package dev.berth.docker;

import java.util.List;
import java.util.Optional;

/** A command for a running container; the user is empty for the container's own. Never carries a secret. */
public record ExecRequest(List<String> command, Optional<String> user) {
    public static ExecRequest of(String... command) {
        return new ExecRequest(List.of(command), Optional.empty());
    }
}
