package dev.berth.monitor;

import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of an environment: the usual ones with what its definition says of them, and those that it adds. */
final class Rules {
    private Rules() {}

    /** Those that are turned on. */
    static List<Rule> of(Alerts alerts) {
        List<Rule> rules = new ArrayList<>();
        Set<String> usual = new HashSet<>();
        for (Rule rule : UsualRules.ALL) {
            usual.add(rule.name());
            if (alerts.rule(rule.name()).enabled()) {
                rules.add(rule.changed(alerts.rule(rule.name())));
            }
        }
        alerts.rules().forEach((name, said) -> {
            if (!usual.contains(name) && said.enabled()) {
                rules.add(added(name, said));
            }
        });
        return rules;
    }

    private static Rule added(String name, Alerts.Rule said) {
        Measurement measurement = said.measurement().flatMap(Measurement::named).orElseThrow();
        return new Rule(
                name,
                measurement,
                said.target().map(Glob::new).orElse(Glob.ANYTHING),
                said.bound().orElseThrow(),
                said.lasting().orElse(Duration.ZERO),
                said.keepFiring().orElse(Duration.ZERO),
                said.severity().orElse(Definition.Severity.WARNING),
                said.receivers(),
                "%s of {target} is {value}".formatted(measurement.label()));
    }
}
