package dev.berth.tui;

import java.util.Arrays;
import java.util.Optional;

/** What fills the middle of the board. */
enum Pane {
    SERVICES('1', "Services"),
    LOGS('2', "Logs"),
    EVENTS('3', "Events");

    private final char key;
    private final String title;

    Pane(char key, String title) {
        this.key = key;
        this.title = title;
    }

    /** The digit that shows it. */
    char key() {
        return key;
    }

    String title() {
        return title;
    }

    static Optional<Pane> of(char key) {
        return Arrays.stream(values()).filter(pane -> pane.key == key).findFirst();
    }

    /** The one to the right of it; the first after the last. */
    Pane next() {
        return of((char) (key + 1)).orElse(SERVICES);
    }
}
