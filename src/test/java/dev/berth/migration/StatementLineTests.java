package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Lines of errors. */
class StatementLineTests {

    @Test
    void ofWhenPostgresGivesNoPositionIsTheStatementsOwn() {
        assertThat(StatementLine.of(7, "CREATE TABLE a\n(id int)", OptionalInt.empty()))
                .isEqualTo(7);
    }

    @Test
    void ofWhenPositionIsFurtherDownCountsFromTheFirstWord() {
        String statement = "-- one\n/* two\n three */\nCREATE TABLE b(\n  id int,\n  x nosuchtype)";

        assertThat(StatementLine.of(7, statement, OptionalInt.of(statement.indexOf("nosuchtype") + 1)))
                .isEqualTo(9);
    }

    @Test
    void ofWhenPositionIsBeyondTheTextIsTheLastLine() {
        assertThat(StatementLine.of(3, "SELECT\n1 +", OptionalInt.of(500))).isEqualTo(4);
    }

    @Test
    void ofWhenCommentsAreNestedOrManyCountsThemAll() {
        String nested = "/* one /* two\n */ three\n */\nSELECT\n1 +";
        String many = "-- one\n".repeat(100_000) + "SELECT\n1 +";

        assertThat(StatementLine.of(7, nested, OptionalInt.of(nested.indexOf('+') + 1)))
                .isEqualTo(8);
        assertThat(StatementLine.of(7, many, OptionalInt.of(many.indexOf('+') + 1)))
                .isEqualTo(8);
    }

    @Test
    void ofWhenCharactersAreBeyondTheFirstPlaneCountsAsPostgresDoes() {
        String statement = "SELECT '" + "🎩".repeat(20) + "',\n1,\n2 +";

        assertThat(StatementLine.of(
                        7, statement, OptionalInt.of(statement.codePointCount(0, statement.indexOf('+')) + 1)))
                .isEqualTo(9);
    }
}
