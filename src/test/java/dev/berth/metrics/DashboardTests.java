package dev.berth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.berth.testing.Promtool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/grafana/berth.json asks for what there is, of one environment, in a language that Prometheus reads. */
class DashboardTests {
    private static final Path FILE = Path.of("docs/grafana/berth.json");
    private static final Pattern METRIC = Pattern.compile("berth_[a-z0-9_]+");
    private static final String DATA_SOURCE = "${datasource}";

    @Test
    void everyMetricThatItNamesIsThere() throws Exception {
        Set<String> known =
                Arrays.stream(Metric.values()).map(Metric::sampleName).collect(Collectors.toSet());

        Set<String> named = METRIC.matcher(Files.readString(FILE))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(known).containsAll(named);
        assertThat(named)
                .extracting(name -> name.split("_", -1)[1])
                .contains("alert", "service", "postgres", "pgbouncer", "redis", "http", "volume", "backup", "secrets");
    }

    @Test
    void everyQueryIsOfTheEnvironmentThatWasChosen() throws Exception {
        assertThat(expressions())
                .hasSizeGreaterThan(50)
                .allSatisfy(expression -> assertThat(
                                expression.replaceAll("berth_[a-z0-9_]+\\{environment=\"\\$environment\"[^}]*}", ""))
                        .doesNotContain("berth_"));
    }

    @Test
    void everyPanelTakesTheDataSourceThatWasChosen() throws Exception {
        JsonArray variables = dashboard().getObject("templating").getArray("list");

        assertThat(objects(variables))
                .extracting(each -> each.getString("type"))
                .containsExactly("datasource", "query");
        assertThat(objects(variables))
                .extracting(each -> each.getString("name"))
                .containsExactly("datasource", "environment");
        for (JsonObject panel : panels()) {
            assertThat(panel.getObject("datasource").getString("uid")).isEqualTo(DATA_SOURCE);
            assertThat(objects(panel.getArray("targets")))
                    .isNotEmpty()
                    .allSatisfy(
                            target -> assertThat(target.getObject("datasource").getString("uid"))
                                    .isEqualTo(DATA_SOURCE));
        }
    }

    @Test
    void panelsHaveTitlesAndPlacesOfTheirOwn() throws Exception {
        Set<Integer> numbers = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonObject panel : objects(dashboard().getArray("panels"))) {
            assertThat(numbers.add(panel.getInt("id"))).isTrue();
            assertThat(panel.getString("title")).isNotBlank();
            JsonObject place = panel.getObject("gridPos");
            for (int x = place.getInt("x"); x < place.getInt("x") + place.getInt("w"); x++) {
                for (int y = place.getInt("y"); y < place.getInt("y") + place.getInt("h"); y++) {
                    assertThat(x).isBetween(0, 23);
                    assertThat(taken.add(x + "," + y))
                            .as(panel.getString("title"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void checkRulesWhenGivenItsQueriesReadsThemAll(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        List<String> expressions = expressions();
        for (int i = 0; i < expressions.size(); i++) {
            rules.append("  - {record: 'panel:%d', expr: '%s'}%n"
                    .formatted(
                            i,
                            expressions.get(i).replace("$__rate_interval", "1m").replace("'", "''")));
        }
        Path file = folder.resolve("rules.yaml");
        Files.writeString(file, rules);

        Promtool.Outcome outcome = Promtool.run(new byte[0], "check", "rules", file.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains(expressions.size() + " rules found");
    }

    private static List<String> expressions() throws Exception {
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : panels()) {
            objects(panel.getArray("targets")).forEach(target -> expressions.add(target.getString("expr")));
        }
        objects(dashboard().getObject("annotations").getArray("list"))
                .forEach(annotation -> expressions.add(annotation.getString("expr")));
        return expressions;
    }

    /** Without the headings. */
    private static List<JsonObject> panels() throws Exception {
        return objects(dashboard().getArray("panels")).stream()
                .filter(panel -> !panel.getString("type").equals("row"))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject dashboard() throws Exception {
        return JsonParser.object().from(Files.readString(FILE));
    }
}
