package dev.berth.notification;

import static dev.berth.notification.Letters.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterTextTests {
    private final News memory = Letters.firing("memory", "rest", Definition.Severity.WARNING);
    private final News down = Letters.firing("service-down", "postgres", Definition.Severity.CRITICAL);

    @Test
    void titleWhenItIsOneSaysStateRuleTargetAndEnvironment() {
        assertThat(new LetterText(Letters.letter("a", memory)).title())
                .isEqualTo("FIRING: memory of rest in prod (warning)");
        assertThat(new LetterText(Letters.letter("a", memory.resolved(BEGIN))).title())
                .isEqualTo("RESOLVED: memory of rest in prod (warning)");
        assertThat(new LetterText(new Letter("a", "prod", BEGIN, List.of(), List.of(memory))).title())
                .isEqualTo("STILL FIRING: memory of rest in prod (warning)");
    }

    @Test
    void titleWhenThereAreManyCountsThemAndNamesTheWorstFirst() {
        News cpu = Letters.firing("cpu", "rest", Definition.Severity.INFO).resolved(BEGIN);
        News pool = Letters.firing("pool-waiting", "pgbouncer", Definition.Severity.WARNING);

        assertThat(new LetterText(new Letter("a", "prod", BEGIN, List.of(cpu, memory, down), List.of(pool))).title())
                .isEqualTo("2 FIRING, 1 STILL FIRING, 1 RESOLVED in prod:"
                        + " service-down of postgres, memory of rest, cpu of rest, …");
    }

    @Test
    void titleWhenANameHasLineEndsStaysOneLine() {
        News odd = new News("a", "memory", "rest\r\nBcc: x", Definition.Severity.INFO, "m\nn", BEGIN, Optional.empty());

        assertThat(new LetterText(Letters.letter("a", odd)).title()).doesNotContain("\n", "\r");
        assertThat(new LetterText(Letters.letter("a", odd)).text(1_000).lines()).hasSize(1);
    }

    @Test
    void textWhenThereIsNoRoomCountsTheRest() {
        List<News> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(Letters.firing("memory", "service-%02d".formatted(i), Definition.Severity.WARNING));
        }
        String text = new LetterText(new Letter("a", "prod", BEGIN, many, List.of())).text(500);

        assertThat(text.lines().findFirst().orElseThrow())
                .isEqualTo("FIRING: memory of service-00 (warning) since 2026-01-05T10:00:00Z:"
                        + " service-00 says \"no\" — 97 %");
        assertThat(text).endsWith("and 95 more: berth --env prod monitor alerts");
    }

    @Test
    void documentHasEachAlert() throws Exception {
        JsonObject document = JsonParser.object()
                .from(LetterDocument.text(new Letter("a", "prod", BEGIN, List.of(down), List.of(memory))));

        assertThat(document.getString("id")).isEqualTo("a");
        assertThat(document.getString("time")).isEqualTo("2026-01-05T10:00:00.000000000Z");
        assertThat(document.getString("state")).isEqualTo("firing");
        JsonObject second = document.getArray("alerts").getObject(1);
        assertThat(second.getString("rule")).isEqualTo("memory");
        assertThat(second.getBoolean("new")).isFalse();
        assertThat(second.has("resolvedAt")).isFalse();
    }
}
