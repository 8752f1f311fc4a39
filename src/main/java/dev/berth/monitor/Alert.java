package dev.berth.monitor;

import dev.berth.notification.News;
import dev.berth.workspace.Definition;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rule and one target: what became of it.
 *
 * @param value the last one by which it was passed
 * @param message what is, or was, wrong
 * @param incident what is not known to be over; in the phase Resolved that which was the last
 * @param explainedBy the alert that is the cause of this one, which then is not told of
 */
record Alert(
        Key key,
        Definition.Severity severity,
        Phase phase,
        OptionalDouble value,
        String message,
        Optional<Incident> incident,
        Optional<Key> explainedBy) {

    /** What makes an alert the same one at every look. */
    record Key(String rule, String target) {}

    /** The firing that is not over, as far as anybody knows. */
    Optional<Incident> open() {
        return phase instanceof Phase.Resolved ? Optional.empty() : incident;
    }

    /** What receivers are told of one of its firings. */
    News news(Incident firing) {
        return new News(firing.id(), key.rule(), key.target(), severity, message, firing.firedAt(), Optional.empty());
    }

    /** Whether the bound is passed, or was a moment ago. */
    boolean isActive() {
        return phase instanceof Phase.Pending || phase instanceof Phase.Firing;
    }

    Alert in(Phase next) {
        return new Alert(key, severity, next, value, message, incident, explainedBy);
    }

    Alert with(Optional<Incident> firing) {
        return new Alert(key, severity, phase, value, message, firing, explainedBy);
    }

    Alert because(Optional<Key> cause) {
        return new Alert(key, severity, phase, value, message, incident, cause);
    }
}
