package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No table makes a line that a terminal would have to break, whatever its cells say, and none loses a column in silence. */
class TableWidthTests {
    private static final Theme USUAL_TERMINAL = new Theme(false, true, 80);

    @Test
    void linesWhenAnyColumnsHoldAnythingFitEveryTerminal() {
        Random random = new Random(20261127);
        for (int round = 0; round < 2_000; round++) {
            int width = 24 + random.nextInt(100);
            Theme theme = new Theme(random.nextBoolean(), random.nextBoolean(), width);
            assertThat(anyTable(random).lines(theme))
                    .allSatisfy(
                            line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(width));
        }
    }

    private static Table anyTable(Random random) {
        Table.Column[] columns = new Table.Column[1 + random.nextInt(8)];
        for (int i = 0; i < columns.length; i++) {
            Table.Column column =
                    random.nextBoolean() ? Table.Column.words("HEAD " + i) : Table.Column.numbers("N" + i);
            column = switch (random.nextInt(3)) {
                case 0 -> column.folds();
                case 1 -> column.cuts(4 + random.nextInt(12));
                default -> column;
            };
            columns[i] = random.nextBoolean() ? column.leaves(i) : column;
        }
        Table table = new Table(columns);
        for (int row = 0; row < 3; row++) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns.length; i++) {
                cells.add("日本 word … ".repeat(random.nextInt(3)) + "x".repeat(random.nextInt(40)));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    @Test
    void linesWhenWideFoldsAndCutsBeforeAnythingLeaves() {
        Table table = new Table(
                        Table.Column.words("NAME").cuts(8),
                        Table.Column.words("STORES").folds(),
                        Table.Column.words("IMAGE").leaves(1))
                .row("redis-session-replica", "postgres redis storage", "berth/redis:8");
        assertThat(table.lines(USUAL_TERMINAL.within(45)))
                .containsExactly(
                        "NAME            STORES          IMAGE",
                        "redis-session…  postgres redis  berth/redis:8",
                        "                storage");
    }

    @Test
    void linesWhenStillTooWideLeavesInOrderAndSaysSo() {
        Table table = new Table(
                        Table.Column.words("NAME"),
                        Table.Column.numbers("UP").leaves(2),
                        Table.Column.words("IMAGE").leaves(1))
                .row("redis-session-replica", "3d 4h", "berth/redis:8");
        assertThat(table.lines(USUAL_TERMINAL.within(30)))
                .containsExactly(
                        "NAME                      UP",
                        "redis-session-replica  3d 4h",
                        "No room for IMAGE: a wider",
                        "terminal shows more.");
        assertThat(table.lines(USUAL_TERMINAL)).hasSize(2);
    }
}
