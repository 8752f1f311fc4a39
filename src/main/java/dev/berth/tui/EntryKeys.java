package dev.berth.tui;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys do while something is typed in the last row. */
final class EntryKeys {
    private final BoardKeys.Situation situation;
    private final BoardMoves moves;

    EntryKeys(BoardKeys.Situation situation, BoardMoves moves) {
        this.situation = situation;
        this.moves = moves;
    }

    BoardKeys.Step press(BoardState state, BoardState.Entry entry, KeyStroke key) {
        return switch (key.getKeyType()) {
            case Escape -> BoardKeys.stay(given(state, entry, "").entry(Optional.empty()));
            case Enter -> enter(state, entry);
            case Backspace ->
                entry.text().isEmpty()
                        ? BoardKeys.stay(state.entry(Optional.empty()))
                        : BoardKeys.stay(given(state, entry, shorter(entry.text())));
            case Character -> {
                if (key.isCtrlDown()) {
                    yield key.getCharacter() == 'u' ? BoardKeys.stay(given(state, entry, "")) : BoardKeys.stay(state);
                }
                BoardState typed = given(state, entry, entry.text() + key.getCharacter());
                // A single letter is an answer at once.
                yield entry.purpose() instanceof BoardState.Entry.Confirmation confirmation
                                && confirmation.answer().length() == 1
                        ? confirm(typed, confirmation, key.getCharacter().toString())
                        : BoardKeys.stay(typed);
            }
            default -> BoardKeys.stay(state);
        };
    }

    private static String shorter(String text) {
        return text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }

    /** A filter works while it is being typed. */
    private static BoardState given(BoardState state, BoardState.Entry entry, String text) {
        BoardState typed = state.entry(Optional.of(entry.with(text)));
        return entry.purpose() instanceof BoardState.Entry.Filter ? typed.filter(text) : typed;
    }

    private BoardKeys.Step enter(BoardState state, BoardState.Entry entry) {
        BoardState done = state.entry(Optional.empty());
        return switch (entry.purpose()) {
            case BoardState.Entry.Filter filter -> BoardKeys.stay(done);
            case BoardState.Entry.Search search ->
                BoardKeys.stay(moves.find(
                        done.read(done.reading().search(entry.text())).action(Optional.empty()), true));
            case BoardState.Entry.Command command ->
                switch (entry.text().strip()) {
                    case "" -> BoardKeys.stay(done);
                    case "q", "quit", "exit" -> new BoardKeys.Step(done, new Effect.Quit());
                    default ->
                        new BoardKeys.Step(done, new Effect.Lend(entry.text().strip()));
                };
            case BoardState.Entry.Confirmation confirmation -> confirm(state, confirmation, entry.text());
        };
    }

    private BoardKeys.Step confirm(BoardState state, BoardState.Entry.Confirmation confirmation, String answer) {
        BoardState done = state.entry(Optional.empty());
        String command = String.join(" ", confirmation.command());
        if (!answer.equals(confirmation.answer())) {
            return BoardKeys.stay(done.action(Optional.of(new BoardState.Action(command, Optional.of("not done")))));
        }
        List<String> words = new ArrayList<>(confirmation.command());
        words.add("--yes");
        if (situation.isProtected()) {
            words.addAll(List.of("--confirm", situation.environment()));
        }
        return new BoardKeys.Step(
                done.action(Optional.of(new BoardState.Action(command, Optional.empty()))),
                new Effect.Run(List.copyOf(words)));
    }
}
