package dev.berth.monitor;

import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When somebody is to be told of what.
 *
 * @param targets whom it is for
 * @param lasting for how long the bound must be passed, at every look
 * @param keepFiring how long it goes on firing once the bound is not passed any more
 * @param receivers who is told; empty for everybody
 * @param words what is wrong then, with {@code {target}} and {@code {value}}
 */
record Rule(
        String name,
        Measurement measurement,
        Glob targets,
        Alerts.Bound bound,
        Duration lasting,
        Duration keepFiring,
        Definition.Severity severity,
        Optional<List<String>> receivers,
        String words) {

    /** The same with what a definition says of it. */
    Rule changed(Alerts.Rule said) {
        return new Rule(
                name,
                measurement,
                targets,
                said.bound().orElse(bound),
                said.lasting().orElse(lasting),
                said.keepFiring().orElse(keepFiring),
                said.severity().orElse(severity),
                said.receivers().or(() -> receivers),
                words);
    }

    /** What is wrong, in a sentence without a full stop. */
    String message(String target, double value, String detail) {
        String sentence =
                words.replace("{value}", measurement.unit().words(value)).replace("{target}", target);
        return detail.isEmpty() ? sentence : sentence + ": " + detail;
    }

    /** When it fires and how bad that is, such as {@code above 0.9, for 1m, kept for 5m, warning}. */
    String described() {
        List<String> parts = new ArrayList<>();
        if (measurement.unit() != Unit.STATE) {
            parts.add(bound.side().name().toLowerCase(Locale.ROOT) + " "
                    + BigDecimal.valueOf(bound.threshold()).stripTrailingZeros().toPlainString());
        }
        if (!lasting.isZero()) {
            parts.add("for " + written(lasting));
        }
        if (!keepFiring.isZero()) {
            parts.add("kept for " + written(keepFiring));
        }
        parts.add(severity.name().toLowerCase(Locale.ROOT));
        return String.join(", ", parts);
    }

    /** As definitions write it. */
    private static String written(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
