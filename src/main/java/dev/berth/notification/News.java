package dev.berth.notification;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.Optional;

/**
 * What a receiver is told of one incident.
 *
 * @param id the incident's
 * @param resolvedAt empty while it is not over
 */
public record News(
        String id,
        String rule,
        String target,
        Definition.Severity severity,
        String message,
        Instant firedAt,
        Optional<Instant> resolvedAt) {

    public boolean isResolved() {
        return resolvedAt.isPresent();
    }

    public News resolved(Instant at) {
        return new News(id, rule, target, severity, message, firedAt, Optional.of(at));
    }
}
