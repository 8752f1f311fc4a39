package dev.berth.tui;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Goes to another row of the list, another line of what is read, or the next place where something is found. */
final class BoardMoves {
    /** More than any list or log has. */
    static final int EVERYTHING = 1_000_000;

    private final BoardKeys.Situation situation;

    BoardMoves(BoardKeys.Situation situation) {
        this.situation = situation;
    }

    /**
     * Goes on.
     *
     * @param by how many rows or lines; below zero back
     */
    BoardState move(BoardState state, int by) {
        if (state.pane() == Pane.SERVICES && !state.detailed()) {
            return select(state, by);
        }
        int most = Math.max(0, situation.lines() - situation.page());
        if (state.detailed()) {
            return state.scroll(Math.clamp((long) state.selection().scroll() + by, 0, most));
        }
        Reading reading = state.reading();
        if (!state.pane().grows()) {
            return state.read(reading.scroll(Math.clamp((long) reading.scroll() + by, 0, most)));
        }
        int next = Math.clamp((long) reading.scroll() - by, 0, most);
        if (by > 0 && next == 0) {
            return state.read(reading.fromTheEnd());
        }
        Reading moved = reading.scroll(next);
        return state.read(state.pane() == Pane.LOGS && next > 0 ? moved.hold(situation.lastEntry()) : moved);
    }

    private BoardState select(BoardState state, int by) {
        List<String> services = situation.services();
        if (services.isEmpty()) {
            return state;
        }
        int selected = state.selected().map(services::indexOf).orElse(-1);
        int next = selected < 0 && by < 0 ? 0 : Math.clamp(selected + (long) by, 0, services.size() - 1);
        return state.select(services.get(next), services);
    }

    /** Goes to the next place where it is found, and stands still there. */
    BoardState find(BoardState state, boolean older) {
        if (state.reading().search().isEmpty()) {
            return state;
        }
        BoardState still = state.read(state.reading().hold(situation.lastEntry()));
        int from = still.reading().match().orElse(still.reading().scroll() - 1);
        OptionalInt found = situation.find(still, from, older);
        if (found.isEmpty()) {
            String words = "no %s line with %s"
                    .formatted(older ? "older" : "newer", state.reading().search());
            return still.action(Optional.of(new BoardState.Action("find", Optional.of(words))));
        }
        int most = Math.max(0, situation.lines() - situation.page());
        int scroll = Math.clamp(found.getAsInt() - situation.page() / 2L, 0, most);
        return still.read(still.reading().scroll(scroll).found(found.getAsInt()));
    }
}
