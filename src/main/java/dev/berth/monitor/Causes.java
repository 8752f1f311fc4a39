package dev.berth.monitor;

import dev.berth.docker.ComposeModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which alert is only what another one brings with it.
 *
 * @param dependencies the services that a service needs, by its name
 */
record Causes(Map<String, Set<String>> dependencies) {

    /** As Compose files have it. */
    static Causes of(ComposeModel model) {
        Map<String, Set<String>> dependencies = new HashMap<>();
        model.services()
                .forEach((name, service) ->
                        dependencies.put(name, service.dependsOn().keySet()));
        return new Causes(dependencies);
    }

    /** The same alerts, each with what explains it; what is pending explains as well, so that a symptom never comes first. */
    List<Alert> explain(List<Alert> alerts, List<Rule> rules) {
        Map<String, Measurement> measurements = new HashMap<>();
        rules.forEach(rule -> measurements.put(rule.name(), rule.measurement()));
        Active active = new Active(alerts.stream().filter(Alert::isActive).toList(), measurements);
        return alerts.stream()
                .map(alert -> alert.because(
                        Optional.ofNullable(measurements.get(alert.key().rule()))
                                .flatMap(measurement -> cause(alert, measurement, active))
                                .or(() -> lastCause(alert, alerts))))
                .toList();
    }

    /** What is only kept, and was explained while it was so, is no news once its cause is over. */
    private static Optional<Alert.Key> lastCause(Alert alert, List<Alert> alerts) {
        boolean isKept = alert.phase() instanceof Phase.Firing firing
                && firing.keptSince().isPresent();
        return alert.explainedBy()
                .filter(cause -> isKept
                        && alerts.stream()
                                .anyMatch(each -> each.key().equals(cause) && each.phase() instanceof Phase.Resolved));
    }

    private Optional<Alert.Key> cause(Alert alert, Measurement measurement, Active active) {
        if (measurement == Measurement.ENGINE_UNREACHABLE) {
            return Optional.empty();
        }
        Optional<Alert.Key> engine = active.first(Measurement.ENGINE_UNREACHABLE, Look.ENGINE);
        if (engine.isPresent()) {
            return engine;
        }
        String target = alert.key().target();
        return switch (measurement.scope()) {
            case SERVICE -> causeOf(alert, measurement, target, active);
            case SECRETS ->
                measurement == Measurement.SECRETS_SERVER_DOWN
                        ? Optional.empty()
                        : active.first(Measurement.SECRETS_SERVER_DOWN, target);
            case ENGINE, VOLUME, BACKUP -> Optional.empty();
        };
    }

    private Optional<Alert.Key> causeOf(Alert alert, Measurement measurement, String service, Active active) {
        if (!isSymptom(measurement) && !(alert.phase() instanceof Phase.NoData)) {
            return Optional.empty();
        }
        Optional<Alert.Key> needed = needed(service).stream()
                .flatMap(each -> active.first(Measurement.SERVICE_DOWN, each).stream())
                // Of a chain of services that are down, the one that needs no other of them.
                .filter(down -> needed(down.target()).stream()
                        .noneMatch(deeper -> !deeper.equals(down.target())
                                && active.first(Measurement.SERVICE_DOWN, deeper)
                                        .isPresent()))
                .findFirst();
        if (needed.isPresent()) {
            return needed;
        }
        if (measurement == Measurement.SERVICE_DOWN) {
            return Optional.empty();
        }
        return active.first(Measurement.SERVICE_DOWN, service).or(() -> switch (measurement) {
            case SERVICE_IMPAIRED -> active.complaint(service);
            // Whoever is to ask it needs its password.
            case STORE_SILENT -> active.first(Measurement.SECRETS_SERVER_DOWN, Look.SECRETS);
            case SERVICE_STARTS -> active.first(Measurement.SERVICE_IMPAIRED, service);
            default -> Optional.empty();
        });
    }

    /** What comes with a service that is not there, be it itself or one that it needs. */
    private static boolean isSymptom(Measurement measurement) {
        return switch (measurement) {
            case SERVICE_DOWN,
                    SERVICE_IMPAIRED,
                    SERVICE_STARTS,
                    SERVICE_GIVEN_UP,
                    SERVICE_LOG_ERRORS_RATE,
                    STORE_SILENT,
                    PGBOUNCER_CLIENTS_WAITING,
                    PGBOUNCER_WAIT_SECONDS,
                    HTTP_LATENCY_SECONDS -> true;
            default -> false;
        };
    }

    /** Everything that a service needs, and what that needs; a circle ends. */
    Set<String> needed(String service) {
        Set<String> found = new TreeSet<>();
        addNeeded(service, found, new HashSet<>(Set.of(service)));
        return found;
    }

    private void addNeeded(String service, Set<String> found, Set<String> seen) {
        for (String each : dependencies.getOrDefault(service, Set.of())) {
            if (seen.add(each)) {
                found.add(each);
                addNeeded(each, found, seen);
            }
        }
    }

    /** What is wrong now. */
    private record Active(List<Alert> alerts, Map<String, Measurement> measurements) {

        Optional<Alert.Key> first(Measurement measurement, String target) {
            return alerts.stream()
                    .map(Alert::key)
                    .filter(key -> key.target().equals(target) && measurements.get(key.rule()) == measurement)
                    .findFirst();
        }

        /** An alert that says what a store complains of. */
        Optional<Alert.Key> complaint(String service) {
            return alerts.stream()
                    .map(Alert::key)
                    .filter(key -> key.target().equals(service))
                    .filter(key -> Optional.ofNullable(measurements.get(key.rule()))
                            .filter(Measurement::isOfStore)
                            .isPresent())
                    .findFirst();
        }
    }
}
