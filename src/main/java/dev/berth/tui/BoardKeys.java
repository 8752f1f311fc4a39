package dev.berth.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.input.MouseAction;
import com.googlecode.lanterna.input.MouseActionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What keys and clicks do: one state and a key make the next state, and perhaps an effect outside. */
final class BoardKeys {
    private static final Effect NONE = new Effect.None();
    private static final int WHEEL = 3;
    private static final int EVERYTHING = 1_000_000;

    private final Situation situation;

    BoardKeys(Situation situation) {
        this.situation = situation;
    }

    /** What is on the screen while a key is pressed. */
    interface Situation {
        String environment();

        boolean isProtected();

        boolean isReadOnly();

        /** Those listed, from the top. */
        List<String> services();

        /** How many lines there are to scroll through. */
        int lines();

        /** How many of them there is room for. */
        int page();

        /** The number of the newest log entry. */
        long lastEntry();

        /** The next line of the log with what is looked for, counted from the end. */
        OptionalInt find(BoardState state, int from, boolean older);

        /** What stands at this place of the screen. */
        Optional<Picture.Aim> at(int column, int row);
    }

    /** What a key leads to. */
    record Step(BoardState state, Effect effect) {}

    Step press(BoardState state, KeyStroke key) {
        if (isControl(key, 'c') || key.getKeyType() == KeyType.EOF) {
            return new Step(state, new Effect.Quit());
        }
        if (key instanceof MouseAction action) {
            return stay(state.entry().isPresent() ? state : mouse(state.help(false), action));
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
            case Home -> stay(move(state, -EVERYTHING));
            case End -> stay(move(state, EVERYTHING));
            case Tab -> stay(state.show(state.pane().next(), Optional.empty()));
            case ReverseTab -> stay(state.show(state.pane().previous(), Optional.empty()));
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
            case 'g' -> stay(move(state, -EVERYTHING));
            case 'G' -> stay(move(state, EVERYTHING));
            case '?' -> stay(state.help(true));
            case 'm' -> stay(state.mouse(!state.mouse()));
            case '/' -> stay(ask(state, new BoardState.Entry.Filter()));
            case ':' -> stay(unlessBusy(state, ask(state, new BoardState.Entry.Command())));
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
            case 's' -> shell(state);
            case 'f', 'n', 'N', 'p', ' ', 'w' -> stay(state.pane() == Pane.LOGS ? log(state, letter) : state);
            default ->
                stay(Pane.of(letter)
                        .map(pane -> state.show(pane, Optional.empty()))
                        .orElse(state));
        };
    }

    private static Step stay(BoardState state) {
        return new Step(state, NONE);
    }

    private static BoardState ask(BoardState state, BoardState.Entry.Purpose purpose) {
        return state.entry(Optional.of(new BoardState.Entry(purpose, "")));
    }

    /** One command at a time. */
    private static BoardState unlessBusy(BoardState state, BoardState next) {
        return state.acts() ? state : next;
    }

    private BoardState mouse(BoardState state, MouseAction action) {
        if (action.getActionType() == MouseActionType.SCROLL_UP) {
            return move(state, -WHEEL);
        }
        if (action.getActionType() == MouseActionType.SCROLL_DOWN) {
            return move(state, WHEEL);
        }
        if (action.getActionType() != MouseActionType.CLICK_DOWN) {
            return state;
        }
        Optional<Picture.Aim> aim = situation.at(
                action.getPosition().getColumn(), action.getPosition().getRow());
        return aim.map(each -> switch (each) {
                    case Picture.Show(Pane pane) -> state.show(pane, Optional.empty());
                    case Picture.Help help -> state.help(true);
                    case Picture.Select(String service) -> {
                        BoardState chosen = state.select(service, situation.services());
                        // A second click on the same one asks for more of it.
                        yield state.selected().filter(service::equals).isPresent() ? chosen.detail(true) : chosen;
                    }
                })
                .orElse(state);
    }

    private BoardState move(BoardState state, int by) {
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

    private BoardState log(BoardState state, char letter) {
        Reading reading = state.reading();
        return switch (letter) {
            case 'f' -> ask(state, new BoardState.Entry.Search());
            case 'n', 'N' -> find(state, letter == 'n');
            case 'w' -> state.read(reading.wrap(!reading.wrapped()));
            default ->
                state.read(reading.held().isPresent() ? reading.fromTheEnd() : reading.hold(situation.lastEntry()));
        };
    }

    /** Goes to the next place where it is found, and stands still there. */
    private BoardState find(BoardState state, boolean older) {
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
            return state.pane().grows() ? state.read(state.reading().fromTheEnd()) : state;
        }
        return subject(state)
                .map(name -> state.select(name, situation.services()).detail(!state.detailed()))
                .orElse(state);
    }

    private static BoardState escape(BoardState state) {
        if (!state.filter().isEmpty()) {
            return state.filter("");
        }
        Reading reading = state.reading();
        if (!reading.search().isEmpty()) {
            return state.read(reading.search("").fromTheEnd());
        }
        if (state.pane() != Pane.SERVICES) {
            boolean away = reading.scroll() > 0 || reading.held().isPresent();
            return away ? state.read(reading.fromTheEnd()) : state.show(Pane.SERVICES, Optional.empty());
        }
        return state.detailed() ? state.detail(false) : state.deselect().action(Optional.empty());
    }

    private Step shell(BoardState state) {
        Optional<String> service = subject(state);
        if (state.acts() || service.isEmpty()) {
            return stay(state);
        }
        String command = "stack exec " + service.get() + " sh";
        return situation.isReadOnly() ? stay(refused(state, command)) : new Step(state, new Effect.Lend(command));
    }

    /** The command itself would refuse, too. */
    private static BoardState refused(BoardState state, String command) {
        return state.action(Optional.of(new BoardState.Action(command, Optional.of("not while read-only"))));
    }

    private BoardState restart(BoardState state, String service) {
        List<String> command = List.of("stack", "restart", service);
        if (situation.isReadOnly()) {
            return refused(state, String.join(" ", command));
        }
        return ask(
                state,
                situation.isProtected()
                        ? new BoardState.Entry.Confirmation(
                                command,
                                "Restarting %s breaks its connections. %s is protected, type its name:"
                                        .formatted(service, situation.environment()),
                                situation.environment())
                        : new BoardState.Entry.Confirmation(
                                command, "Restarting %s breaks its connections. Go on? y/n".formatted(service), "y"));
    }

    private Step type(BoardState state, BoardState.Entry entry, KeyStroke key) {
        return switch (key.getKeyType()) {
            case Escape -> stay(given(state, entry, "").entry(Optional.empty()));
            case Enter -> enter(state, entry);
            case Backspace ->
                entry.text().isEmpty()
                        ? stay(state.entry(Optional.empty()))
                        : stay(given(state, entry, shorter(entry.text())));
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

    private static String shorter(String text) {
        return text.substring(0, text.offsetByCodePoints(text.length(), -1));
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
            case BoardState.Entry.Search search ->
                stay(find(done.read(done.reading().search(entry.text())).action(Optional.empty()), true));
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
