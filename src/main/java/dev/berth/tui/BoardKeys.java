package dev.berth.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys do: one state and a key make the next state, and perhaps an effect outside. */
final class BoardKeys {
    private static final Effect NONE = new Effect.None();

    private final Situation situation;

    BoardKeys(Situation situation) {
        this.situation = situation;
    }

    /**
     * What is on the screen while a key is pressed.
     *
     * @param services those listed, from the top
     * @param lines how many lines the log or the events have
     * @param page how many of them there is room for
     */
    record Situation(String environment, boolean isProtected, List<String> services, int lines, int page) {}

    /** What a key leads to. */
    record Step(BoardState state, Effect effect) {}

    Step press(BoardState state, KeyStroke key) {
        if (isControl(key, 'c') || key.getKeyType() == KeyType.EOF) {
            return new Step(state, new Effect.Quit());
        }
        if (state.entry().isPresent()) {
            return type(state, state.entry().get(), key);
        }
        if (state.help()) {
            return stay(state.help(false));
        }
        return switch (key.getKeyType()) {
            case Character -> character(state, key);
            case ArrowDown -> stay(move(state, 1));
            case ArrowUp -> stay(move(state, -1));
            case PageDown -> stay(move(state, situation.page()));
            case PageUp -> stay(move(state, -situation.page()));
            case Home ->
                stay(move(state, -situation.lines() - situation.services().size()));
            case End ->
                stay(move(state, situation.lines() + situation.services().size()));
            case Tab -> stay(next(state));
            case Enter -> stay(enter(state));
            case Escape -> stay(escape(state));
            default -> stay(state);
        };
    }

    private Step character(BoardState state, KeyStroke key) {
        if (key.isCtrlDown()) {
            return switch (key.getCharacter()) {
                case 'f', 'd' -> stay(move(state, situation.page()));
                case 'b', 'u' -> stay(move(state, -situation.page()));
                default -> stay(state);
            };
        }
        char letter = key.getCharacter();
        return switch (letter) {
            case 'q' -> new Step(state, new Effect.Quit());
            case 'j' -> stay(move(state, 1));
            case 'k' -> stay(move(state, -1));
            case 'g' ->
                stay(move(state, -situation.lines() - situation.services().size()));
            case 'G' ->
                stay(move(state, situation.lines() + situation.services().size()));
            case '?' -> stay(state.help(true));
            case '/' -> stay(state.entry(Optional.of(new BoardState.Entry(new BoardState.Entry.Filter(), ""))));
            case ':' ->
                stay(unlessBusy(
                        state, state.entry(Optional.of(new BoardState.Entry(new BoardState.Entry.Command(), "")))));
            case 'l' ->
                stay(subject(state)
                        .map(name -> state.show(Pane.LOGS, Optional.of(name)))
                        .orElse(state));
            case 'e' ->
                stay(subject(state)
                        .map(name -> state.show(Pane.EVENTS, Optional.of(name)))
                        .orElse(state));
            case 'r' ->
                stay(unlessBusy(
                        state, subject(state).map(name -> restart(state, name)).orElse(state)));
            case 's' ->
                state.acts()
                        ? stay(state)
                        : subject(state)
                                .map(name -> new Step(state, new Effect.Lend("stack exec " + name + " sh")))
                                .orElse(stay(state));
            default ->
                stay(Pane.of(letter)
                        .map(pane -> state.show(pane, Optional.empty()))
                        .orElse(state));
        };
    }

    private static Step stay(BoardState state) {
        return new Step(state, NONE);
    }

    /** One command at a time. */
    private static BoardState unlessBusy(BoardState state, BoardState next) {
        return state.acts() ? state : next;
    }

    private static BoardState next(BoardState state) {
        return state.show(state.pane().next(), Optional.empty());
    }

    private BoardState move(BoardState state, int by) {
        if (state.pane() != Pane.SERVICES) {
            int most = Math.max(0, situation.lines() - situation.page());
            return state.back(Math.clamp(state.back() - (long) by, 0, most));
        }
        List<String> services = situation.services();
        if (services.isEmpty()) {
            return state;
        }
        int selected = state.selected().map(services::indexOf).orElse(-1);
        int next = selected < 0 && by < 0 ? 0 : Math.clamp(selected + (long) by, 0, services.size() - 1);
        return state.select(services.get(next), services);
    }

    /** What keys act on: the selected service, or the only one whose log is shown; the top one in the list. */
    private Optional<String> subject(BoardState state) {
        if (state.pane() != Pane.SERVICES) {
            return state.only().or(state::selected);
        }
        return state.selected()
                .filter(situation.services()::contains)
                .or(() -> situation.services().stream().findFirst());
    }

    private BoardState enter(BoardState state) {
        if (state.pane() != Pane.SERVICES) {
            return state.back(0);
        }
        return subject(state)
                .map(name -> state.select(name, situation.services()).detail(!state.detailed()))
                .orElse(state);
    }

    private static BoardState escape(BoardState state) {
        if (!state.filter().isEmpty()) {
            return state.filter("");
        }
        if (state.pane() != Pane.SERVICES) {
            return state.back() > 0 ? state.back(0) : state.show(Pane.SERVICES, Optional.empty());
        }
        return state.detailed() ? state.detail(false) : state.deselect().action(Optional.empty());
    }

    private BoardState restart(BoardState state, String service) {
        List<String> command = List.of("stack", "restart", service);
        var purpose = situation.isProtected()
                ? new BoardState.Entry.Confirmation(
                        command,
                        "Restarting %s breaks its connections. %s is protected, type its name:"
                                .formatted(service, situation.environment()),
                        situation.environment())
                : new BoardState.Entry.Confirmation(
                        command, "Restarting %s breaks its connections. Go on? y/n".formatted(service), "y");
        return state.entry(Optional.of(new BoardState.Entry(purpose, "")));
    }

    private Step type(BoardState state, BoardState.Entry entry, KeyStroke key) {
        return switch (key.getKeyType()) {
            case Escape -> stay(given(state, entry, "").entry(Optional.empty()));
            case Enter -> enter(state, entry);
            case Backspace ->
                entry.text().isEmpty()
                        ? stay(state.entry(Optional.empty()))
                        : stay(given(
                                state,
                                entry,
                                entry.text()
                                        .substring(
                                                0,
                                                entry.text()
                                                        .offsetByCodePoints(
                                                                entry.text().length(), -1))));
            case Character -> {
                if (key.isCtrlDown()) {
                    yield key.getCharacter() == 'u' ? stay(given(state, entry, "")) : stay(state);
                }
                BoardState typed = given(state, entry, entry.text() + key.getCharacter());
                // A single letter is an answer at once.
                yield entry.purpose() instanceof BoardState.Entry.Confirmation confirmation
                                && confirmation.answer().length() == 1
                        ? confirm(typed, confirmation, key.getCharacter().toString())
                        : stay(typed);
            }
            default -> stay(state);
        };
    }

    /** A filter works while it is being typed. */
    private static BoardState given(BoardState state, BoardState.Entry entry, String text) {
        BoardState typed = state.entry(Optional.of(entry.with(text)));
        return entry.purpose() instanceof BoardState.Entry.Filter ? typed.filter(text) : typed;
    }

    private Step enter(BoardState state, BoardState.Entry entry) {
        BoardState done = state.entry(Optional.empty());
        return switch (entry.purpose()) {
            case BoardState.Entry.Filter filter -> stay(done);
            case BoardState.Entry.Command command ->
                switch (entry.text().strip()) {
                    case "" -> stay(done);
                    case "q", "quit", "exit" -> new Step(done, new Effect.Quit());
                    default -> new Step(done, new Effect.Lend(entry.text().strip()));
                };
            case BoardState.Entry.Confirmation confirmation -> confirm(state, confirmation, entry.text());
        };
    }

    private Step confirm(BoardState state, BoardState.Entry.Confirmation confirmation, String answer) {
        BoardState done = state.entry(Optional.empty());
        String command = String.join(" ", confirmation.command());
        if (!answer.equals(confirmation.answer())) {
            return stay(done.action(Optional.of(new BoardState.Action(command, Optional.of("not done")))));
        }
        List<String> words = new ArrayList<>(confirmation.command());
        words.add("--yes");
        if (situation.isProtected()) {
            words.addAll(List.of("--confirm", situation.environment()));
        }
        return new Step(
                done.action(Optional.of(new BoardState.Action(command, Optional.empty()))),
                new Effect.Run(List.copyOf(words)));
    }

    private static boolean isControl(KeyStroke key, char letter) {
        return key.getKeyType() == KeyType.Character && key.isCtrlDown() && key.getCharacter() == letter;
    }
}
