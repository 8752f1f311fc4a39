package dev.berth.monitor;

import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a service that a watch could mend.
 *
 * @param containers the ids of those that are concerned; none where they are gone
 * @param reason in a few words
 * @param heldBy why nothing is to be done about it now; empty where something may be
 */
record Fault(String service, Kind kind, List<String> containers, String reason, Optional<String> heldBy) {

    /** How it shows. */
    enum Kind {
        /** A process has ended by itself, and nobody starts it. */
        ENDED,
        /** A health check fails. */
        UNHEALTHY,
        /** The containers were removed. */
        MISSING
    }

    Fault heldBy(Optional<String> cause) {
        return new Fault(service, kind, containers, reason, heldBy.or(() -> cause));
    }
}
