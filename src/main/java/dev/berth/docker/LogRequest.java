package dev.berth.docker;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Which part of a container's log: from when, to when, how many of its last lines, and whether to go on with new ones. */
public record LogRequest(Optional<Instant> since, Optional<Instant> until, OptionalInt tail, boolean follow) {

    /** One without an end. */
    public LogRequest(Optional<Instant> since, OptionalInt tail, boolean follow) {
        this(since, Optional.empty(), tail, follow);
    }
}
