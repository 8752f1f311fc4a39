package dev.berth.monitor;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An alert as it is shown.
 *
 * @param since when it came to be so
 * @param value the last one by which the rule was passed, in the measurement's unit
 * @param message what is wrong; why nothing is known where that is the case
 * @param explainedBy the alert that brings this one with it, as {@code RULE of TARGET}
 * @param silence why somebody does not want to be told, and until when
 */
public record Standing(
        String rule,
        String target,
        Definition.Severity severity,
        State state,
        Instant since,
        OptionalDouble value,
        String message,
        Optional<String> explainedBy,
        Optional<Hush> silence) {

    /** Of what kind an alert is, in one word. */
    public enum State {
        PENDING,
        FIRING,
        SILENCED,
        RESOLVED,
        NODATA
    }

    /** Who silenced an alert, why, and until when. */
    public record Hush(String comment, String by, Instant until) {}

    static Standing of(Alert alert, List<Silence> silences, Instant now) {
        Optional<Hush> hush = silences.stream()
                .filter(silence -> silence.covers(alert.key(), now))
                .findFirst()
                .map(silence -> new Hush(silence.comment(), silence.by(), silence.until()));
        return new Standing(
                alert.key().rule(),
                alert.key().target(),
                alert.severity(),
                state(alert.phase(), hush.isPresent()),
                alert.phase().since(),
                alert.value(),
                message(alert),
                alert.explainedBy().map(cause -> "%s of %s".formatted(cause.rule(), cause.target())),
                hush);
    }

    private static State state(Phase phase, boolean silenced) {
        return switch (phase) {
            case Phase.Pending pending -> silenced ? State.SILENCED : State.PENDING;
            case Phase.Firing firing -> silenced ? State.SILENCED : State.FIRING;
            case Phase.NoData none -> State.NODATA;
            case Phase.Resolved over -> State.RESOLVED;
        };
    }

    private static String message(Alert alert) {
        if (!(alert.phase() instanceof Phase.NoData(Instant since, String reason))) {
            return alert.message();
        }
        return alert.message().isEmpty()
                ? "no data: " + reason
                : "no data: %s; before that: %s".formatted(reason, alert.message());
    }
}
