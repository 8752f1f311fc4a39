package dev.berth.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules that there are, and the schema that tells editors of them. */
class RulesTests {
    @Test
    void schemaWhenItNamesRulesAndMeasurementsNamesThoseThatThereAre() throws Exception {
        JsonObject properties = schema().getObject("properties")
                .getObject("alerts")
                .getObject("properties")
                .getObject("rules")
                .getObject("properties");
        JsonArray measurements =
                schema().getObject("$defs").getObject("measurementName").getArray("enum");

        assertThat(new TreeSet<>(properties.keySet()))
                .isEqualTo(new TreeSet<>(UsualRules.ALL.stream().map(Rule::name).toList()));
        assertThat(measurements)
                .isEqualTo(Arrays.stream(Measurement.values())
                        .map(Measurement::label)
                        .toList());
        for (Rule rule : UsualRules.ALL) {
            JsonObject said = properties.getObject(rule.name());
            if (said.has("$ref")) {
                assertThat(said.getString("description")).endsWith(". Default: " + rule.described());
                assertThat(said.getString("$ref")).isEqualTo("#/$defs/" + shape(rule));
            } else {
                String side = rule.bound().side() == Alerts.Side.ABOVE ? "above" : "below";
                JsonObject keys = said.getObject("properties");
                assertThat(keys.getObject(side).getDouble("default"))
                        .isEqualTo(rule.bound().threshold());
                assertThat(keys.getObject("keepFiringFor").getString("description"))
                        .endsWith("default: %s".formatted(rule.described().replaceAll(".*kept for ([^,]*),.*", "$1")));
                assertThat(keys.getObject("for").getString("description")).endsWith("default: not at all");
                assertThat(rule.lasting()).isZero();
                assertThat(keys.getObject("severity").getString("default")).isEqualTo("warning");
                assertThat(rule.severity()).isEqualTo(Definition.Severity.WARNING);
            }
        }
    }

    @Test
    void documentationWhenItListsRulesSaysWhatTheyAreByDefault() throws Exception {
        String page = Files.readString(Path.of("docs/environments.md"));

        assertThat(UsualRules.ALL)
                .allSatisfy(rule -> assertThat(page)
                        .containsPattern("\\n\\| `%s` \\| [^|]+ \\| %s \\|\\n"
                                .formatted(rule.name(), Pattern.quote(rule.described()))));
    }

    /** Which keys a rule takes: what is so or not has no number, and no rule fires on the other side of its own. */
    private static String shape(Rule rule) {
        return switch (rule.measurement().unit()) {
            case STATE -> "stateRule";
            case RATIO -> "ratioRule";
            case SECONDS, DAYS, BYTES, COUNT, PER_SECOND, PER_MINUTE ->
                rule.bound().side() == Alerts.Side.ABOVE ? "aboveRule" : "belowRule";
        };
    }

    private static JsonObject schema() throws Exception {
        return JsonParser.object().from(Files.readString(Path.of("schemas/environment.schema.json")));
    }

    @Test
    void usualWhenSomethingIsSoOrNotHasABoundBetween() {
        assertThat(UsualRules.ALL)
                .filteredOn(rule -> rule.measurement().unit() == Unit.STATE)
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.bound().isPassed(1)).isTrue();
                    assertThat(rule.bound().isPassed(0)).isFalse();
                });
    }

    @Test
    void messageWhenARuleFiresSaysWhatIsWrongOfWhom() {
        assertThat(usual("memory").message("rest", 0.968, ""))
                .isEqualTo("rest uses 96.8% of the memory that it may use");
        assertThat(usual("backup-overdue").message("backups", 9_000, "")).isEqualTo("a backup is overdue for 2h 30m");
        assertThat(usual("days-to-full").message("data", 2.55, "")).isEqualTo("volume data has room for 2.6 days");
        assertThat(usual("session-evictions").message("redis", 4, ""))
                .isEqualTo("redis throws sessions away, 4 a second");
        assertThat(usual("service-down").message("rest", 1, "it has exited"))
                .isEqualTo("rest does not serve: it has exited");
        assertThat(UsualRules.ALL)
                .allSatisfy(rule -> assertThat(rule.message("x", 1, "")).doesNotContain("{", "}"));
    }

    @Test
    void ofWhenNothingIsSaidAreTheUsualOnes() {
        assertThat(Rules.of(Alerts.NONE)).isEqualTo(UsualRules.ALL);
    }

    @Test
    void ofWhenADefinitionSaysSomethingChangesThatAndNothingElse() {
        Alerts.Rule said = new Alerts.Rule(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Alerts.Bound.above(0.5)),
                Optional.of(Duration.ofMinutes(7)),
                Optional.empty(),
                Optional.of(Definition.Severity.CRITICAL),
                Optional.of(List.of("ops")));

        Rule cpu = Rules.of(new Alerts(Map.of(), Map.of("cpu", said))).stream()
                .filter(rule -> rule.name().equals("cpu"))
                .findFirst()
                .orElseThrow();

        assertThat(cpu.described()).isEqualTo("above 0.5, for 7m, kept for 5m, critical");
        assertThat(cpu.receivers()).contains(List.of("ops"));
        assertThat(cpu.words()).isEqualTo(usual("cpu").words());
    }

    @Test
    void ofWhenARuleIsTurnedOffOrAddedHasItOrNot() {
        Alerts.Rule off = new Alerts.Rule(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Alerts.Rule added = new Alerts.Rule(
                true,
                Optional.of("http.latency.seconds"),
                Optional.of("rest*"),
                Optional.of(Alerts.Bound.above(0.5)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        List<Rule> rules = Rules.of(new Alerts(Map.of(), Map.of("cpu", off, "slow", added)));

        assertThat(rules).extracting(Rule::name).contains("slow", "memory").doesNotContain("cpu");
        assertThat(rules.getLast().targets().matches("rest-green")).isTrue();
        assertThat(rules.getLast().message("rest", 0.75, "")).isEqualTo("http.latency.seconds of rest is 0.8 s");
        assertThat(rules.getLast().severity()).isEqualTo(Definition.Severity.WARNING);
    }

    @Test
    void globWhenItHasStarsMatchesAnyCharactersThere() {
        assertThat(new Glob("volume-*").matches("volume-usage")).isTrue();
        assertThat(new Glob("*").matches("")).isTrue();
        assertThat(new Glob("a.c").matches("abc")).isFalse();
        assertThat(new Glob("*-session").matches("redis-session")).isTrue();
        assertThat(new Glob("redis").matches("redis-session")).isFalse();
        assertThat(new Glob("a*b*c").matches("axxbxbxc")).isTrue();
        assertThat(new Glob("a*b*c").matches("axxc")).isFalse();
        assertThat(new Glob("ab*ba").matches("aba")).isFalse();
        assertThat(new Glob("*b*").matches("abc")).isTrue();
        assertThat(new Glob("*".repeat(1_000) + "b").matches("a".repeat(10_000)))
                .isFalse();
    }

    private static Rule usual(String name) {
        return UsualRules.ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
