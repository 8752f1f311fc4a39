package dev.berth.tui;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What fills the middle of the board. */
enum Pane {
    SERVICES('1', "Services", false),
    LOGS('2', "Logs", true),
    EVENTS('3', "Events", true),
    QUERIES('4', "Queries", false),
    VOLUMES('5', "Volumes", false),
    ALERTS('6', "Alerts", false);

    private final char key;
    private final String title;
    private final boolean grows;

    Pane(char key, String title, boolean grows) {
        this.key = key;
        this.title = title;
        this.grows = grows;
    }

    /** The digit that shows it. */
    char key() {
        return key;
    }

    String title() {
        return title;
    }

    /** Whether the newest is at its end, so that one reads from there. */
    boolean grows() {
        return grows;
    }

    static Optional<Pane> of(char key) {
        return Arrays.stream(values()).filter(pane -> pane.key == key).findFirst();
    }

    /** The one to the right of it; the first after the last. */
    Pane next() {
        return neighbour(1);
    }

    /** The one to the left of it; the last before the first. */
    Pane previous() {
        return neighbour(-1);
    }

    private Pane neighbour(int by) {
        List<Pane> all = List.of(values());
        return all.get(Math.floorMod(all.indexOf(this) + by, all.size()));
    }
}
