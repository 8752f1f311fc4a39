package dev.berth.tui;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        /** The same, so many rows further down. */
        Target lower(int rows) {
            return new Target(row + rows, from, to, aim);
        }

        boolean holds(int column, int clicked) {
            return clicked == row && column >= from && column < to;
        }
    }

    /** The services that have a row of their own. */
    Set<String> services() {
        Set<String> services = new HashSet<>();
        for (Target target : targets) {
            if (target.aim() instanceof Select(String service)) {
                services.add(service);
            }
        }
        return services;
    }

    Optional<Aim> at(int column, int row) {
        return targets.stream()
                .filter(target -> target.holds(column, row))
                .map(Target::aim)
                .findFirst();
    }
}
