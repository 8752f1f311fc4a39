package dev.berth.tui;

import java.util.List;
import java.util.Optional;

/**
 * One picture of the board.
 *
 * @param lines every row, as wide as the screen
 * @param targets what can be clicked on
 */
record Picture(List<Line> lines, List<Target> targets) {

    /** What a click means. */
    sealed interface Aim {}

    record Show(Pane pane) implements Aim {}

    record Select(String service) implements Aim {}

    record Help() implements Aim {}

    /** A part of a row; the columns from one to just before the other. */
    record Target(int row, int from, int to, Aim aim) {
        boolean holds(int column, int clicked) {
            return clicked == row && column >= from && column < to;
        }
    }

    Optional<Aim> at(int column, int row) {
        return targets.stream()
                .filter(target -> target.holds(column, row))
                .map(Target::aim)
                .findFirst();
    }
}
