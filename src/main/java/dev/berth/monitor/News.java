package dev.berth.monitor;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.Optional;

/**
 * What a receiver is told of one incident.
 *
 * @param id the incident's
 * @param resolvedAt empty while it is not over
 */
record News(
        String id,
        String rule,
        String target,
        Definition.Severity severity,
        String message,
        Instant firedAt,
        Optional<Instant> resolvedAt) {

    static News of(Alert alert, Incident incident) {
        return new News(
                incident.id(),
                alert.key().rule(),
                alert.key().target(),
                alert.severity(),
                alert.message(),
                incident.firedAt(),
                Optional.empty());
    }

    boolean isResolved() {
        return resolvedAt.isPresent();
    }

    News resolved(Instant at) {
        return new News(id, rule, target, severity, message, firedAt, Optional.of(at));
    }
}
