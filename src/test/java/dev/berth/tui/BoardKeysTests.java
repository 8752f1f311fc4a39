package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.input.MouseAction;
import com.googlecode.lanterna.input.MouseActionType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BoardKeysTests {
    private static final List<String> SERVICES = List.of("rest", "postgres", "gateway");

    private BoardState state = BoardState.FIRST;
    private Effect effect = new Effect.None();
    private boolean isProtected;
    private boolean isReadOnly;

    @Test
    void moveWhenNothingIsSelectedBeginsAtTheTopAndKeepsTheOrder() {
        type("j");

        assertThat(state.selected()).contains("rest");
        assertThat(state.order()).isEqualTo(SERVICES);

        type("jjjj");
        assertThat(state.selected()).contains("gateway");
        type("k");
        assertThat(state.selected()).contains("postgres");
        type("g");
        assertThat(state.selected()).contains("rest");
        type("G");
        assertThat(state.selected()).contains("gateway");
    }

    @Test
    void escapeGoesBackStepByStep() {
        type("j\n");
        assertThat(state.detailed()).isTrue();

        press(KeyType.Escape);
        assertThat(state.detailed()).isFalse();
        press(KeyType.Escape);
        assertThat(state).isEqualTo(BoardState.FIRST);
    }

    @Test
    void filterWhileTypedWorksAtOnceAndEscapeDropsIt() {
        type("/re");
        assertThat(state.filter()).isEqualTo("re");

        press(KeyType.Backspace);
        assertThat(state.filter()).isEqualTo("r");
        type("\n");
        assertThat(state.entry()).isEmpty();
        assertThat(state.filter()).isEqualTo("r");

        press(KeyType.Escape);
        assertThat(state.filter()).isEmpty();
    }

    @Test
    void restartWhenAnsweredYesRuns() {
        type("jjr");
        assertThat(effect).isEqualTo(new Effect.None());

        type("y");

        assertThat(effect).isEqualTo(new Effect.Run(List.of("stack", "restart", "postgres", "--yes")));
        assertThat(state.acts()).isTrue();
    }

    @Test
    void restartWhenAnsweredOtherwiseDoesNothing() {
        for (String answer : List.of("n", "\n", "q", "j")) {
            state = BoardState.FIRST;
            type("r" + answer);

            assertThat(effect).isEqualTo(new Effect.None());
            assertThat(state.acts()).isFalse();
        }
    }

    @Test
    void restartWhenProtectedTakesTheWholeName() {
        isProtected = true;
        type("ry\n");
        assertThat(effect).isEqualTo(new Effect.None());

        type("rprod\n");

        assertThat(effect).isEqualTo(new Effect.Run(List.of("stack", "restart", "rest", "--yes", "--confirm", "prod")));
    }

    @Test
    void actWhenSomethingRunsWaits() {
        type("ry");
        type("jr");
        assertThat(state.entry()).isEmpty();
        type(":");
        assertThat(state.entry()).isEmpty();
        type("s");

        assertThat(effect).isEqualTo(new Effect.None());
    }

    @Test
    void commandIsRunAsTyped() {
        type(":env plan 'a b'\n");

        assertThat(effect).isEqualTo(new Effect.Lend("env plan 'a b'"));
    }

    @Test
    void commandWhenQuitLeaves() {
        type(":q\n");

        assertThat(effect).isEqualTo(new Effect.Quit());
    }

    @Test
    void shellRunsInTheSelectedService() {
        type("jjs");

        assertThat(effect).isEqualTo(new Effect.Lend("stack exec postgres sh"));
    }

    @Test
    void quitLeavesFromEverywhereButHelp() {
        type("?q");
        assertThat(effect).isEqualTo(new Effect.None());
        assertThat(state.help()).isFalse();
        type("2q");
        assertThat(effect).isEqualTo(new Effect.Quit());
    }

    @Test
    void controlCLeavesWhileTyping() {
        type("/re");

        press(new KeyStroke('c', true, false));

        assertThat(effect).isEqualTo(new Effect.Quit());
    }

    @Test
    void logsShowTheSelectedServiceAndScroll() {
        type("jl");
        assertThat(state.pane()).isEqualTo(Pane.LOGS);
        assertThat(state.only()).contains("rest");

        type("kk");
        assertThat(state.reading().scroll()).isEqualTo(2);
        type("g");
        assertThat(state.reading().scroll()).isEqualTo(90);
        type("G");
        assertThat(state.reading().scroll()).isZero();
        press(KeyType.Escape);
        assertThat(state.pane()).isEqualTo(Pane.SERVICES);
    }

    @Test
    void logsWhenScrolledBackStandStillUntilTheyFollowAgain() {
        type("2k");
        assertThat(state.reading().held()).hasValue(77);

        type("j");
        assertThat(state.reading().held()).isEmpty();

        type(" ");
        assertThat(state.reading().held()).hasValue(77);
        assertThat(state.reading().scroll()).isZero();
        type("p");
        assertThat(state.reading().held()).isEmpty();
    }

    @Test
    void findGoesFromMatchToMatchAndStandsStill() {
        type("2fjws\n");
        assertThat(state.reading().match()).hasValue(0);
        assertThat(state.reading().held()).hasValue(77);

        type("nn");
        assertThat(state.reading().match()).hasValue(20);
        assertThat(state.reading().scroll()).isEqualTo(15);
        type("N");
        assertThat(state.reading().match()).hasValue(10);

        press(KeyType.Escape);
        assertThat(state.reading().search()).isEmpty();
        assertThat(state.reading().held()).isEmpty();
    }

    @Test
    void findWhenThereIsNoneSaysSo() {
        type("2fno such text\n");

        assertThat(state.action().orElseThrow().outcome()).contains("no older line with no such text");
    }

    @Test
    void logKeysWhenElsewhereDoNothing() {
        type("fnNpw ");

        assertThat(state).isEqualTo(BoardState.FIRST);
    }

    @Test
    void clickShowsWhatItIsOn() {
        click(5, 4);
        assertThat(state.selected()).contains("postgres");
        assertThat(state.detailed()).isFalse();
        click(5, 4);
        assertThat(state.detailed()).isTrue();

        click(30, 1);
        assertThat(state.pane()).isEqualTo(Pane.EVENTS);
        BoardState before = state;
        click(30, 20);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void wheelScrolls() {
        type("2");
        press(new MouseAction(MouseActionType.SCROLL_UP, 65, new TerminalPosition(5, 5)));

        assertThat(state.reading().scroll()).isEqualTo(3);
    }

    @Test
    void actWhenReadOnlyIsRefusedWithoutAsking() {
        isReadOnly = true;
        type("r");
        assertThat(state.entry()).isEmpty();
        assertThat(state.action().orElseThrow())
                .isEqualTo(new BoardState.Action("stack restart rest", Optional.of("not while read-only")));

        type("s");
        assertThat(effect).isEqualTo(new Effect.None());
    }

    @Test
    void detailScrollsAndKeepsItsService() {
        type("j\njjj");

        assertThat(state.selected()).contains("rest");
        assertThat(state.selection().scroll()).isEqualTo(3);
        type("G");
        assertThat(state.selection().scroll()).isEqualTo(90);
        type("l");
        assertThat(state.only()).contains("rest");
    }

    @Test
    void tabGoesRoundThePanes() {
        press(KeyType.Tab);
        assertThat(state.pane()).isEqualTo(Pane.LOGS);
        press(KeyType.ReverseTab);
        press(KeyType.ReverseTab);
        assertThat(state.pane()).isEqualTo(Pane.ALERTS);
        press(KeyType.Tab);

        assertThat(state.pane()).isEqualTo(Pane.SERVICES);
        assertThat(state.only()).isEqualTo(Optional.empty());
    }

    @Test
    void otherKeysDoNothing() {
        type("xX9~");
        press(KeyType.F5);
        press(KeyType.Insert);

        assertThat(state).isEqualTo(BoardState.FIRST);
    }

    private void type(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            press(letter == '\n' ? new KeyStroke(KeyType.Enter) : new KeyStroke(letter, false, false));
        }
    }

    private void click(int column, int row) {
        press(new MouseAction(MouseActionType.CLICK_DOWN, 1, new TerminalPosition(column, row)));
        press(new MouseAction(MouseActionType.CLICK_RELEASE, 1, new TerminalPosition(column, row)));
    }

    private void press(KeyType type) {
        press(new KeyStroke(type));
    }

    private void press(KeyStroke key) {
        BoardKeys.Step step = new BoardKeys(new Situation()).press(state, key);
        state = step.state();
        effect = step.effect();
    }

    /** A log of a hundred lines, of which every tenth one contains what is looked for. */
    private final class Situation implements BoardKeys.Situation {
        @Override
        public String environment() {
            return isProtected ? "prod" : "dev";
        }

        @Override
        public boolean isProtected() {
            return isProtected;
        }

        @Override
        public boolean isReadOnly() {
            return isReadOnly;
        }

        @Override
        public List<String> services() {
            return SERVICES;
        }

        @Override
        public int lines() {
            return 100;
        }

        @Override
        public int page() {
            return 10;
        }

        @Override
        public long lastEntry() {
            return 77;
        }

        @Override
        public OptionalInt find(BoardState searching, int from, boolean older) {
            int found = older ? Math.floorDiv(from, 10) * 10 + 10 : Math.floorDiv(from - 1, 10) * 10;
            return searching.reading().search().equals("no such text") || found < 0 || found > 99
                    ? OptionalInt.empty()
                    : OptionalInt.of(found);
        }

        @Override
        public Optional<Picture.Aim> at(int column, int row) {
            return switch (row) {
                case 1 -> Optional.of(new Picture.Show(Pane.EVENTS));
                case 4 -> Optional.of(new Picture.Select("postgres"));
                default -> Optional.empty();
            };
        }
    }
}
