package dev.berth.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All alerts of an environment, by rule and target.
 *
 * @param lookedAt when they were as they are here; empty before the first look
 */
record AlertBook(Optional<Instant> lookedAt, List<Alert> alerts) {
    static final AlertBook EMPTY = new AlertBook(Optional.empty(), List.of());

    private static final Comparator<Alert> BY_KEY = Comparator.comparing(
                    (Alert alert) -> alert.key().rule())
            .thenComparing(alert -> alert.key().target());

    /** A watch that looks less often than that has not looked in between: nobody knows whether a bound was passed then. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(90);

    /** What becomes of them at one look. */
    AlertBook looked(String environment, List<Rule> rules, Readings readings, Causes causes, Instant now) {
        Map<Alert.Key, Alert> before = new HashMap<>();
        Duration unseen = unseen(now);
        alerts.forEach(alert -> before.put(alert.key(), alert.in(alert.phase().shifted(unseen))));
        List<Alert> after = new ArrayList<>();
        for (Rule rule : rules) {
            Set<String> targets = new HashSet<>();
            for (Reading reading : readings.of(rule.measurement())) {
                if (rule.targets().matches(reading.target()) && targets.add(reading.target())) {
                    Alert.Key key = new Alert.Key(rule.name(), reading.target());
                    step(environment, rule, key, before, now)
                            .after(reading.finding())
                            .ifPresent(after::add);
                }
            }
            for (Alert alert : of(rule, before.values())) {
                if (!targets.contains(alert.key().target())) {
                    step(environment, rule, alert.key(), before, now)
                            .after(readings.missing(
                                    rule.measurement(), alert.key().target()))
                            .ifPresent(after::add);
                }
            }
        }
        return new AlertBook(Optional.of(now), causes.explain(sorted(after), rules));
    }

    /** Whether it may be over before it ever fires. */
    boolean isPending(Alert.Key key) {
        return alerts.stream().anyMatch(alert -> alert.key().equals(key) && alert.phase() instanceof Phase.Pending);
    }

    /** The same a while later, in which nobody judged: that time counts for nothing. */
    AlertBook suspended(Instant now) {
        Duration passed = lookedAt.map(last -> Duration.between(last, now)).orElse(Duration.ZERO);
        return new AlertBook(
                Optional.of(now),
                alerts.stream()
                        .map(alert -> alert.in(alert.phase().shifted(passed)))
                        .toList());
    }

    /** What nobody saw pass, and what a clock went back, counts for nothing. */
    Duration unseen(Instant now) {
        Duration passed = lookedAt.map(last -> Duration.between(last, now)).orElse(Duration.ZERO);
        return passed.isNegative() || passed.compareTo(LONGEST_PAUSE) > 0 ? passed : Duration.ZERO;
    }

    private static AlertStep step(
            String environment, Rule rule, Alert.Key key, Map<Alert.Key, Alert> before, Instant now) {
        return new AlertStep(environment, rule, key, Optional.ofNullable(before.get(key)), now);
    }

    private static List<Alert> of(Rule rule, Collection<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.key().rule().equals(rule.name()))
                .toList();
    }

    private static List<Alert> sorted(List<Alert> alerts) {
        return alerts.stream().sorted(BY_KEY).toList();
    }
}
