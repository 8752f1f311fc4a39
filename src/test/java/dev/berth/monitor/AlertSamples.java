package dev.berth.monitor;

import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules, readings and moments for tests. */
final class AlertSamples {
    static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");
    static final Causes NO_CAUSES = new Causes(Map.of());

    private AlertSamples() {}

    /** A rule over a service's memory: passed above 0.9. */
    static Rule rule(String name, Duration lasting, Duration keepFiring) {
        return rule(name, Glob.ANYTHING, lasting, keepFiring);
    }

    static Rule rule(String name, Glob targets, Duration lasting, Duration keepFiring) {
        return rule(name, Measurement.SERVICE_MEMORY_RATIO, targets, lasting, keepFiring);
    }

    static Rule rule(String name, Measurement measurement, Glob targets, Duration lasting, Duration keepFiring) {
        return new Rule(
                name,
                measurement,
                targets,
                Alerts.Bound.above(measurement.unit() == Unit.STATE ? 0 : 0.9),
                lasting,
                keepFiring,
                Definition.Severity.WARNING,
                Optional.empty(),
                "{target} is at {value}");
    }

    static Reading known(Measurement measurement, String target, double value) {
        return new Reading(measurement, target, new Finding.Known(value, ""));
    }

    static Reading unknown(Measurement measurement, String target) {
        return new Reading(measurement, target, new Finding.NoData("it does not answer"));
    }

    static Readings readings(Reading... readings) {
        return new Readings(List.of(readings), Map.of(), Map.of());
    }

    static Readings memory(String target, double value) {
        return readings(known(Measurement.SERVICE_MEMORY_RATIO, target, value));
    }

    /** So many services without memory. */
    static Readings failures(int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(known(Measurement.SERVICE_MEMORY_RATIO, "service-" + i, 1));
        }
        return new Readings(readings, Map.of(), Map.of());
    }

    static Causes needs(Map<String, Set<String>> dependencies) {
        return new Causes(dependencies);
    }
}
