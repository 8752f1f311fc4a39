package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What differs between two looks at a schema, and what a migration makes of what was written down. */
class SchemaTests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");

    @Test
    void differencesWhenATableIsAddedDoNotNameWhatGoesWithIt() {
        Schema expected = schema("SCHEMA shop - owned");
        Schema actual = schema(
                "SCHEMA shop - owned",
                "TABLE shop.a shop owned",
                "COLUMN shop.a.id shop.a integer",
                "GRANT shop.a#x shop.a SELECT");

        assertThat(expected.differences(actual)).extracting(Difference::name).containsExactly("shop.a");
        assertThat(actual.differences(expected))
                .extracting(Difference::change, Difference::name)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Difference.Change.REMOVED, "shop.a"));
        assertThat(actual.differences(actual)).isEmpty();
    }

    @Test
    void differencesWhenADefinitionChangedHaveBoth() {
        assertThat(schema("COLUMN a.id a integer").differences(schema("COLUMN a.id a bigint")))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.change()).isEqualTo(Difference.Change.CHANGED);
                    assertThat(each.expected()).contains("integer");
                    assertThat(each.actual()).contains("bigint");
                });
    }

    @Test
    void advancedTakesWhatTheWorkChangedAndNothingElse() {
        Schema recorded = schema("TABLE a - one", "TABLE dropped-by-hand - x", "TABLE changed-by-hand - as-it-was");
        Schema before = schema("TABLE a - one", "TABLE changed-by-hand - other", "TABLE added-by-hand - x");
        Schema after = schema(
                "TABLE a - two", "TABLE changed-by-hand - other", "TABLE added-by-hand - x", "TABLE migrated - new");

        Schema next = recorded.advanced(before, after);

        assertThat(next)
                .isEqualTo(schema(
                        "TABLE a - two",
                        "TABLE changed-by-hand - as-it-was",
                        "TABLE dropped-by-hand - x",
                        "TABLE migrated - new"));
        assertThat(next.differences(after))
                .extracting(Difference::name)
                .containsExactly("added-by-hand", "changed-by-hand", "dropped-by-hand");
    }

    @Test
    void advancedWhenTheWorkDropsSomethingForgetsIt() {
        Schema all = schema("TABLE a - one", "TABLE b - one");

        assertThat(all.advanced(all, schema("TABLE a - one"))).isEqualTo(schema("TABLE a - one"));
    }

    @Test
    void recordWhenReadAgainIsTheSame() {
        RecordedSchema recorded =
                new RecordedSchema(NOW, List.of("V1__a.sql 17"), schema("TABLE a - \"ü\"\t\\n", "COLUMN a.id a text"));

        assertThat(RecordedSchema.parse(recorded.text())).contains(recorded);
        assertThat(RecordedSchema.parse("{\"format\":2}")).isEmpty();
    }

    /** Kind, name, what it is part of or a dash, definition. */
    private static Schema schema(String... objects) {
        return Schema.of(Stream.of(objects)
                .map(each -> each.split(" ", 4))
                .map(each -> new SchemaObject(
                        SchemaObject.Kind.valueOf(each[0]), each[1], each[2].equals("-") ? "" : each[2], each[3]))
                .toList());
    }
}
