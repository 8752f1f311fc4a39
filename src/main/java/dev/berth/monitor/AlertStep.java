package dev.berth.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What becomes of an alert at one look, as Prometheus has it: pending from the first look at which the bound is passed, firing
 * once it was passed at every look for long enough, and over at the first at which it is not, unless it is to be kept.
 *
 * <p>In one thing it goes further. Where nothing is known, Prometheus has no alert any more; here it is in the phase NoData,
 * and an incident stays open until somebody has seen that it is over.
 */
final class AlertStep {
    /** How long what is over is still shown. */
    private static final Duration RETENTION = Duration.ofMinutes(15);

    private final String environment;
    private final Rule rule;
    private final Alert.Key key;
    private final Optional<Alert> before;
    private final Instant now;

    AlertStep(String environment, Rule rule, Alert.Key key, Optional<Alert> before, Instant now) {
        this.environment = environment;
        this.rule = rule;
        this.key = key;
        this.before = before;
        this.now = now;
    }

    /** Empty where there is nothing to tell of. */
    Optional<Alert> after(Finding finding) {
        return switch (finding) {
            case Finding.Known known when rule.bound().isPassed(known.value()) -> Optional.of(passed(known));
            case Finding.Known known -> notPassed(Optional.empty());
            case Finding.Gone gone -> notPassed(Optional.empty());
            case Finding.NoData(String reason) -> notPassed(Optional.of(reason));
        };
    }

    private Alert passed(Finding.Known known) {
        Alert alert = new Alert(
                key,
                rule.severity(),
                before.filter(Alert::isActive).map(Alert::phase).orElse(new Phase.Pending(now)),
                OptionalDouble.of(known.value()),
                rule.message(key.target(), known.value(), known.detail()),
                before.flatMap(Alert::open),
                Optional.empty());
        return switch (alert.phase()) {
            case Phase.Firing firing -> alert.in(new Phase.Firing(firing.since(), Optional.empty()));
            case Phase.Pending(Instant since)
            when Duration.between(since, now).compareTo(rule.lasting()) >= 0 -> fired(alert);
            case Phase.Pending pending -> alert;
            case Phase.NoData none -> alert;
            case Phase.Resolved over -> alert;
        };
    }

    private Alert fired(Alert alert) {
        return alert.in(new Phase.Firing(now, Optional.empty()))
                .with(alert.incident().or(() -> Optional.of(Incident.of(environment, key.rule(), key.target(), now))));
    }

    /** Nothing is known where there is a reason for that; else it is known that the bound is not passed. */
    private Optional<Alert> notPassed(Optional<String> unknown) {
        Optional<Alert> kept = before.flatMap(this::kept);
        if (kept.isPresent()) {
            return kept;
        }
        if (unknown.isPresent()) {
            return Optional.of(blind(unknown.get()));
        }
        return before.flatMap(alert -> switch (alert.phase()) {
            case Phase.Resolved(Instant since) ->
                Duration.between(since, now).compareTo(RETENTION) > 0 ? Optional.empty() : before;
            case Phase.Pending pending -> over(alert);
            case Phase.Firing firing -> over(alert);
            case Phase.NoData none -> over(alert);
        });
    }

    private Optional<Alert> over(Alert alert) {
        return alert.incident().map(incident -> alert.in(new Phase.Resolved(now)));
    }

    private Optional<Alert> kept(Alert alert) {
        if (!(alert.phase() instanceof Phase.Firing firing)) {
            return Optional.empty();
        }
        Instant since = firing.keptSince().orElse(now);
        return Duration.between(since, now).compareTo(rule.keepFiring()) < 0
                ? Optional.of(alert.in(new Phase.Firing(firing.since(), Optional.of(since))))
                : Optional.empty();
    }

    private Alert blind(String reason) {
        Instant since = before.map(Alert::phase)
                .filter(Phase.NoData.class::isInstance)
                .map(Phase::since)
                .orElse(now);
        return before.filter(alert -> alert.open().isPresent())
                .map(alert -> alert.in(new Phase.NoData(since, reason)))
                .orElseGet(() -> new Alert(
                        key,
                        rule.severity(),
                        new Phase.NoData(since, reason),
                        OptionalDouble.empty(),
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }
}
