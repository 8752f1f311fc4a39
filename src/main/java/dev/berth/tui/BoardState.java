package dev.berth.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody has made of the board with the keys.
 *
 * @param filter what rows must contain
 * @param help whether the keys are shown
 * @param entry what is being typed; empty when keys are keys
 * @param action the command that runs, or ran last
 * @param mouse whether the terminal reports clicks, rather than selecting text
 */
record BoardState(
        Pane pane,
        Selection selection,
        Reading reading,
        String filter,
        boolean help,
        Optional<Entry> entry,
        Optional<Action> action,
        boolean mouse) {
    static final BoardState FIRST = new BoardState(
            Pane.SERVICES, Selection.NONE, Reading.FOLLOWING, "", false, Optional.empty(), Optional.empty(), true);

    /**
     * The service that keys act on.
     *
     * @param selected empty while the list follows what is worst
     * @param order the services' order since one was selected, so that it does not jump under the hand
     * @param detailed whether the selected service fills the pane of services
     * @param scroll how many lines of the detail are above the screen
     */
    record Selection(Optional<String> selected, List<String> order, boolean detailed, int scroll) {
        static final Selection NONE = new Selection(Optional.empty(), List.of(), false, 0);
    }

    /** Something typed in the last row. */
    record Entry(Purpose purpose, String text) {

        /** What it is typed for. */
        sealed interface Purpose {}

        record Filter() implements Purpose {}

        record Search() implements Purpose {}

        record Command() implements Purpose {}

        /**
         * A yes to a command that has effects.
         *
         * @param answer what has to be typed
         */
        record Confirmation(List<String> command, String question, String answer) implements Purpose {}

        Entry with(String typed) {
            return new Entry(purpose, typed);
        }
    }

    /**
     * A command that was started from the board.
     *
     * @param outcome why it failed, empty text when it did not; absent while it runs
     */
    record Action(String command, Optional<String> outcome) {
        boolean runs() {
            return outcome.isEmpty();
        }
    }

    Optional<String> selected() {
        return selection.selected();
    }

    List<String> order() {
        return selection.order();
    }

    boolean detailed() {
        return selection.detailed();
    }

    Optional<String> only() {
        return reading.only();
    }

    boolean acts() {
        return action.map(Action::runs).orElse(false);
    }

    BoardState show(Pane shown, Optional<String> service) {
        return new BoardState(
                shown,
                new Selection(selection.selected(), selection.order(), false, 0),
                reading.of(service),
                "",
                false,
                Optional.empty(),
                action,
                mouse);
    }

    private BoardState with(Selection next) {
        return new BoardState(pane, next, reading, filter, help, entry, action, mouse);
    }

    /** Selects a service of a list in the order it has on the screen. */
    BoardState select(String service, List<String> shown) {
        List<String> kept = new ArrayList<>(order().isEmpty() ? shown : order());
        if (!kept.contains(service)) {
            kept.add(service);
        }
        return with(new Selection(Optional.of(service), List.copyOf(kept), detailed(), 0));
    }

    BoardState deselect() {
        return with(Selection.NONE);
    }

    BoardState detail(boolean shown) {
        return with(new Selection(selected(), order(), shown, 0));
    }

    BoardState scroll(int lines) {
        return with(new Selection(selected(), order(), detailed(), Math.max(0, lines)));
    }

    BoardState read(Reading next) {
        return new BoardState(pane, selection, next, filter, help, entry, action, mouse);
    }

    BoardState filter(String text) {
        return new BoardState(pane, selection, reading.fromTheEnd(), text, help, entry, action, mouse);
    }

    BoardState help(boolean shown) {
        return new BoardState(pane, selection, reading, filter, shown, entry, action, mouse);
    }

    BoardState entry(Optional<Entry> typed) {
        return new BoardState(pane, selection, reading, filter, help, typed, action, mouse);
    }

    BoardState action(Optional<Action> last) {
        return new BoardState(pane, selection, reading, filter, help, entry, last, mouse);
    }

    BoardState mouse(boolean reported) {
        return new BoardState(pane, selection, reading, filter, help, entry, action, reported);
    }
}
