package dev.berth.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.input.MouseAction;
import com.googlecode.lanterna.input.MouseActionType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What keys and clicks do: one state and a key make the next state, and perhaps an effect outside. */
final class BoardKeys {
    private static final Effect NONE = new Effect.None();
    private static final int WHEEL = 3;

    private final Situation situation;
    private final BoardMoves moves;
    private final EntryKeys typing;

    BoardKeys(Situation situation) {
        this.situation = situation;
        this.moves = new BoardMoves(situation);
        this.typing = new EntryKeys(situation, moves);
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
            return typing.press(state, state.entry().get(), key);
        }
        if (state.help()) {
            return stay(state.help(false));
        }
        return switch (key.getKeyType()) {
            case Character -> character(state, key);
            case ArrowDown -> stay(moves.move(state, 1));
            case ArrowUp -> stay(moves.move(state, -1));
            case PageDown -> stay(moves.move(state, situation.page()));
            case PageUp -> stay(moves.move(state, -situation.page()));
            case Home -> stay(moves.move(state, -BoardMoves.EVERYTHING));
            case End -> stay(moves.move(state, BoardMoves.EVERYTHING));
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
                case 'f', 'd' -> stay(moves.move(state, situation.page()));
                case 'b', 'u' -> stay(moves.move(state, -situation.page()));
                default -> stay(state);
            };
        }
        char letter = key.getCharacter();
        return switch (letter) {
            case 'q' -> new Step(state, new Effect.Quit());
            case 'j' -> stay(moves.move(state, 1));
            case 'k' -> stay(moves.move(state, -1));
            case 'g' -> stay(moves.move(state, -BoardMoves.EVERYTHING));
            case 'G' -> stay(moves.move(state, BoardMoves.EVERYTHING));
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

    static Step stay(BoardState state) {
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
            return moves.move(state, -WHEEL);
        }
        if (action.getActionType() == MouseActionType.SCROLL_DOWN) {
            return moves.move(state, WHEEL);
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

    private BoardState log(BoardState state, char letter) {
        Reading reading = state.reading();
        return switch (letter) {
            case 'f' -> ask(state, new BoardState.Entry.Search());
            case 'n', 'N' -> moves.find(state, letter == 'n');
            case 'w' -> state.read(reading.wrap(!reading.wrapped()));
            default ->
                state.read(reading.held().isPresent() ? reading.fromTheEnd() : reading.hold(situation.lastEntry()));
        };
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

    private static boolean isControl(KeyStroke key, char letter) {
        return key.getKeyType() == KeyType.Character && key.isCtrlDown() && key.getCharacter() == letter;
    }
}
