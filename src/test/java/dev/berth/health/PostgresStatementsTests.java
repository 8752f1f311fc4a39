package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresStatementsTests {
    private final PostgresStatements.Count count = new PostgresStatements.Count(10, 25.5, 100, 80, 20);

    @Test
    void sinceWhenThereWasASampleBeforeGivesWhatWasAdded() {
        assertThat(count.since(new PostgresStatements.Count(4, 5.5, 40, 30, 15)))
                .isEqualTo(new PostgresStatements.Count(6, 20.0, 60, 50, 5));
    }

    @Test
    void sinceWhenTheStatementIsNewOrTheCountBeganAnewGivesAll() {
        assertThat(count.since(null)).isEqualTo(count);
        assertThat(count.since(new PostgresStatements.Count(11, 5.5, 40, 30, 15)))
                .isEqualTo(count);
    }
}
