package dev.berth.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Promtool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts are pending and firing exactly when Prometheus' own rules are, at every look at fifty series. */
class PromtoolTests {
    private static final int SERIES = 50;
    private static final int LOOKS = 90;
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final double THRESHOLD = 0.9;
    private static final double NO_DATA = Double.NaN;

    @TempDir
    private Path folder;

    /** A rule of its own for each series. */
    private record Case(Rule rule, List<Double> values) {}

    @Test
    void lookedWhenPromtoolLooksAtTheSameSeriesComesToTheSame() throws Exception {
        List<Case> cases = cases();
        List<Map<String, String>> ours = transitions(cases);

        Promtool.Outcome outcome = promtool(cases, ours);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        // What is compared is worth it: each kind of change happens many times.
        assertThat(changes(ours, "none", "pending")).isGreaterThan(50);
        assertThat(changes(ours, "pending", "firing")).isGreaterThan(50);
        assertThat(changes(ours, "pending", "none")).isGreaterThan(20);
        assertThat(changes(ours, "firing", "none")).isGreaterThan(50);
    }

    @Test
    void promtoolWhenOneLookIsDifferentSaysSo() throws Exception {
        List<Case> cases = cases();
        List<Map<String, String>> ours = transitions(cases);
        Map<String, String> last = ours.getLast();
        last.merge("r07", "pending", (was, other) -> was.equals("pending") ? "firing" : "pending");

        assertThat(promtool(cases, ours).exitCode()).isEqualTo(1);
    }

    private static List<Case> cases() {
        Random random = new Random(20_260_105);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            Duration lasting = LOOK.multipliedBy(random.nextInt(5));
            Duration keepFiring = LOOK.multipliedBy(random.nextInt(5));
            if (i % 7 == 0) {
                // No multiple of the time between two looks.
                lasting = lasting.plusSeconds(20);
                keepFiring = keepFiring.plusSeconds(40);
            }
            String name = "r%02d".formatted(i);
            cases.add(new Case(AlertSamples.rule(name, new Glob(name), lasting, keepFiring), values(random, i)));
        }
        return cases;
    }

    /** Flat ones, flapping ones, ones with holes, ones at the very edge, and any mixture. */
    private static List<Double> values(Random random, int kind) {
        List<Double> values = new ArrayList<>();
        boolean high = random.nextBoolean();
        for (int i = 0; i < LOOKS; i++) {
            double change = switch (kind % 5) {
                case 0 -> 0.08;
                case 1 -> 0.5;
                case 2 -> 0.2;
                case 3 -> 0.3;
                default -> i < LOOKS / 2 ? 0.7 : 0.1;
            };
            high = (random.nextDouble() < change) != high;
            boolean hole = kind % 5 == 2 && random.nextDouble() < 0.25;
            boolean edge = kind % 5 == 3;
            values.add(hole ? NO_DATA : edge ? THRESHOLD + (high ? 1e-9 : 0) : high ? 0.95 : 0.5);
        }
        return values;
    }

    /** What is pending or firing at each look, by the rule's name. */
    private static List<Map<String, String>> transitions(List<Case> cases) {
        List<Rule> rules = cases.stream().map(Case::rule).toList();
        List<Map<String, String>> states = new ArrayList<>();
        AlertBook book = AlertBook.EMPTY;
        for (int look = 0; look < LOOKS; look++) {
            Instant now = Instant.EPOCH.plus(LOOK.multipliedBy(look));
            book = book.looked("dev", rules, readings(cases, look), AlertSamples.NO_CAUSES, now);
            Map<String, String> active = new TreeMap<>();
            book.alerts().stream()
                    .filter(Alert::isActive)
                    .forEach(alert -> active.put(
                            alert.key().rule(), alert.phase() instanceof Phase.Pending ? "pending" : "firing"));
            states.add(active);
        }
        return states;
    }

    private static Readings readings(List<Case> cases, int look) {
        List<Reading> readings = new ArrayList<>();
        for (Case each : cases) {
            double value = each.values().get(look);
            Measurement measurement = each.rule().measurement();
            readings.add(
                    Double.isNaN(value)
                            ? AlertSamples.unknown(measurement, each.rule().name())
                            : AlertSamples.known(measurement, each.rule().name(), value));
        }
        return new Readings(readings, Map.of(), Map.of());
    }

    private static long changes(List<Map<String, String>> states, String from, String to) {
        long changes = 0;
        Map<String, String> before = new HashMap<>();
        for (Map<String, String> now : states) {
            for (int i = 0; i < SERIES; i++) {
                String rule = "r%02d".formatted(i);
                boolean same = before.getOrDefault(rule, "none").equals(from)
                        && now.getOrDefault(rule, "none").equals(to);
                changes += same ? 1 : 0;
            }
            before = now;
        }
        return changes;
    }

    private Promtool.Outcome promtool(List<Case> cases, List<Map<String, String>> expected) throws Exception {
        Files.writeString(folder.resolve("rules.yaml"), rules(cases));
        Path test = folder.resolve("test.yaml");
        Files.writeString(test, test(cases, expected));
        return Promtool.run(new byte[0], "test", "rules", test.toString());
    }

    private static String rules(List<Case> cases) {
        StringBuilder text = new StringBuilder("groups:\n- {name: all, interval: 1m, rules: [\n");
        for (Case each : cases) {
            text.append("  {alert: %s, expr: 'v{s=\"%s\"} > %s', for: %ds, keep_firing_for: %ds},%n"
                    .formatted(
                            each.rule().name(),
                            each.rule().name(),
                            THRESHOLD,
                            each.rule().lasting().toSeconds(),
                            each.rule().keepFiring().toSeconds()));
        }
        return text.append("]}\n").toString();
    }

    private static String test(List<Case> cases, List<Map<String, String>> expected) {
        StringBuilder text = new StringBuilder(
                "rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n");
        for (Case each : cases) {
            text.append("  - {series: 'v{s=\"%s\"}', values: '"
                    .formatted(each.rule().name()));
            for (double value : each.values()) {
                // A hole would be bridged for five minutes; a stale one is what a target that does not answer leaves.
                text.append(Double.isNaN(value) ? "stale " : value + " ");
            }
            text.append("'}\n");
        }
        text.append("  promql_expr_test:\n");
        for (int look = 0; look < expected.size(); look++) {
            text.append("  - {expr: ALERTS, eval_time: %dm, exp_samples: [".formatted(look));
            expected.get(look)
                    .forEach((rule, state) ->
                            text.append("{labels: 'ALERTS{alertname=\"%s\", alertstate=\"%s\", s=\"%s\"}', value: 1}, "
                                    .formatted(rule, state, rule)));
            text.append("]}\n");
        }
        return text.toString();
    }
}
