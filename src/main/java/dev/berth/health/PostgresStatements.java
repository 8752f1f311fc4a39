package dev.berth.health;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What pg_stat_statements counts, from one sample to the next. */
final class PostgresStatements {
    private static final int SHOWN = 50;

    /** The first version, as the server numbers them, that tells since when it counts. */
    private static final int TELLS_SINCE = 140_000;

    private Optional<Sample> before = Optional.empty();

    /** The counts of all statements, by their id. */
    private record Sample(Instant takenAt, Map<String, Count> counts) {}

    /** A statement's id, user and text. */
    private record Name(String id, String user, String text) {}

    /** What is counted of one statement. */
    record Count(long calls, double milliseconds, long rows, long hit, long read) {

        /** What was added; all of it where the count began anew. */
        Count since(@Nullable Count earlier) {
            return earlier == null || calls < earlier.calls()
                    ? this
                    : new Count(
                            calls - earlier.calls(),
                            milliseconds - earlier.milliseconds(),
                            rows - earlier.rows(),
                            hit - earlier.hit(),
                            read - earlier.read());
        }
    }

    /**
     * What ran since it was asked before; empty where the extension is not there, its library was not loaded, or this login may
     * not read it.
     *
     * @param version the server's, as it numbers them
     */
    Optional<PostgresHealth.Queries> ask(PostgresQuestions questions, int version, Instant now) throws SQLException {
        Optional<String> schema = questions.one(PostgresQueries.STATEMENTS_PLACE, row -> row.text("schema"));
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<Map.Entry<String, Count>>> counted = questions.answered(
                PostgresQueries.statements(schema.get(), version),
                row -> Map.entry(
                        row.text("id"),
                        new Count(
                                row.count("calls"),
                                row.milliseconds("milliseconds"),
                                row.count("rows"),
                                row.count("hit"),
                                row.count("read"))));
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Count> counts = new HashMap<>();
        counted.get().forEach(each -> counts.put(each.getKey(), each.getValue()));
        Optional<Sample> earlier = before;
        before = Optional.of(new Sample(now, counts));
        Optional<Instant> reset = version >= TELLS_SINCE
                ? questions
                        .one(PostgresQueries.statementsReset(schema.get()), row -> row.time("stats_reset"))
                        .flatMap(found -> found)
                : Optional.empty();
        return Optional.of(new PostgresHealth.Queries(
                earlier.map(Sample::takenAt),
                reset,
                named(
                        questions,
                        schema.get(),
                        longest(counts, earlier.map(Sample::counts).orElse(Map.of())))));
    }

    private static List<Map.Entry<String, Count>> longest(Map<String, Count> counts, Map<String, Count> earlier) {
        return counts.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue().since(earlier.get(each.getKey()))))
                .filter(each -> each.getValue().calls() > 0)
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, Count> each) -> -each.getValue().milliseconds()))
                .limit(SHOWN)
                .toList();
    }

    /** Texts are asked for last: they lie in a file, and are wanted of few. */
    private static List<PostgresHealth.Statement> named(
            PostgresQuestions questions, String schema, List<Map.Entry<String, Count>> counted) throws SQLException {
        if (counted.isEmpty()) {
            return List.of();
        }
        Map<String, Name> names = new HashMap<>();
        questions
                .some(
                        PostgresQueries.statementTexts(schema),
                        row -> new Name(row.text("id"), row.text("login"), row.text("query")),
                        "text",
                        counted.stream().map(Map.Entry::getKey).toArray())
                .forEach(each -> names.put(each.id(), each));
        List<PostgresHealth.Statement> statements = new ArrayList<>();
        for (Map.Entry<String, Count> each : counted) {
            Name name = names.getOrDefault(each.getKey(), new Name(each.getKey(), "", ""));
            Count count = each.getValue();
            statements.add(new PostgresHealth.Statement(
                    each.getKey().substring(0, each.getKey().indexOf(':')),
                    name.user(),
                    name.text().replaceAll("\\s+", " ").strip(),
                    count.calls(),
                    Duration.ofNanos(Math.round(count.milliseconds() * 1e6)),
                    count.rows(),
                    Figures.ratio(count.hit(), count.read())));
        }
        return statements;
    }
}
