package dev.berth.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody has made of the board with the keys.
 *
 * @param selected the service that keys act on; empty while the list follows what is worst
 * @param order the services' order since one was selected, so that it does not jump under the hand
 * @param detailed whether the selected service fills the pane of services
 * @param only the service whose logs and events are shown; empty for all
 * @param filter what rows must contain
 * @param back how many lines the end of a log or of the events is below the screen; 0 follows
 * @param help whether the keys are shown
 * @param entry what is being typed; empty when keys are keys
 * @param action the command that runs, or ran last
 */
record BoardState(
        Pane pane,
        Optional<String> selected,
        List<String> order,
        boolean detailed,
        Optional<String> only,
        String filter,
        int back,
        boolean help,
        Optional<Entry> entry,
        Optional<Action> action) {
    static final BoardState FIRST = new BoardState(
            Pane.SERVICES,
            Optional.empty(),
            List.of(),
            false,
            Optional.empty(),
            "",
            0,
            false,
            Optional.empty(),
            Optional.empty());

    /** Something typed in the last row. */
    record Entry(Purpose purpose, String text) {

        /** What it is typed for. */
        sealed interface Purpose {}

        record Filter() implements Purpose {}

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

    boolean acts() {
        return action.map(Action::runs).orElse(false);
    }

    BoardState show(Pane shown, Optional<String> service) {
        return new BoardState(shown, selected, order, false, service, "", 0, false, Optional.empty(), action);
    }

    /** Selects a service of a list in the order it has on the screen. */
    BoardState select(String service, List<String> shown) {
        List<String> kept = new ArrayList<>(order.isEmpty() ? shown : order);
        if (!kept.contains(service)) {
            kept.add(service);
        }
        return new BoardState(
                pane, Optional.of(service), List.copyOf(kept), detailed, only, filter, back, help, entry, action);
    }

    BoardState deselect() {
        return new BoardState(pane, Optional.empty(), List.of(), false, only, filter, back, help, entry, action);
    }

    BoardState detail(boolean shown) {
        return new BoardState(pane, selected, order, shown, only, filter, back, help, entry, action);
    }

    BoardState filter(String text) {
        return new BoardState(pane, selected, order, detailed, only, text, 0, help, entry, action);
    }

    BoardState back(int lines) {
        return new BoardState(pane, selected, order, detailed, only, filter, Math.max(0, lines), help, entry, action);
    }

    BoardState help(boolean shown) {
        return new BoardState(pane, selected, order, detailed, only, filter, back, shown, entry, action);
    }

    BoardState entry(Optional<Entry> typed) {
        return new BoardState(pane, selected, order, detailed, only, filter, back, help, typed, action);
    }

    BoardState action(Optional<Action> last) {
        return new BoardState(pane, selected, order, detailed, only, filter, back, help, entry, last);
    }
}
