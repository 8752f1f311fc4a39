package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTests {

    @Test
    void linesWhenCellsAreWideOrNumbersAligns() {
        Table table = new Table(
                        Table.Column.words("SERVICE"), Table.Column.numbers("RESTARTS"), Table.Column.words("X"))
                .row("日本", "3", "a")
                .row("rest", "12", "");
        assertThat(table.lines(new Theme(false, true)))
                .containsExactly("SERVICE  RESTARTS  X", "日本            3  a", "rest           12");
    }

    @Test
    void linesWhenColoredKeepsColumns() {
        Table table = new Table(Table.Column.words("A"), Table.Column.words("B"))
                .row(new Table.Cell("● healthy", Role.GOOD), Table.Cell.of("x"))
                .row(Table.Cell.of("y"), Table.Cell.of("z"));
        assertThat(table.lines(new Theme(true, true)))
                .containsExactly(
                        "\u001b[2mA\u001b[0m          \u001b[2mB\u001b[0m",
                        "\u001b[32m● healthy\u001b[0m  x",
                        "y          z");
    }

    @Test
    void linesWhenLocaleIsAsciiSubstitutesSigns() {
        Table table = new Table(Table.Column.words("HEALTH"), Table.Column.words("B")).row("● healthy", "–");
        assertThat(table.lines(Theme.PLAIN)).containsExactly("HEALTH     B", "* healthy  -");
    }
}
