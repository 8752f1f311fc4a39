package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardKeysTests {
    private static final List<String> SERVICES = List.of("rest", "postgres", "gateway");

    private BoardState state = BoardState.FIRST;
    private Effect effect = new Effect.None();
    private boolean isProtected;

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
        assertThat(state.back()).isEqualTo(2);
        type("g");
        assertThat(state.back()).isEqualTo(90);
        type("G");
        assertThat(state.back()).isZero();
        press(KeyType.Escape);
        assertThat(state.pane()).isEqualTo(Pane.SERVICES);
    }

    @Test
    void tabGoesRoundThePanes() {
        press(KeyType.Tab);
        assertThat(state.pane()).isEqualTo(Pane.LOGS);
        press(KeyType.Tab);
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

    private void press(KeyType type) {
        press(new KeyStroke(type));
    }

    private void press(KeyStroke key) {
        BoardKeys.Step step = new BoardKeys(
                        new BoardKeys.Situation(isProtected ? "prod" : "dev", isProtected, SERVICES, 100, 10))
                .press(state, key);
        state = step.state();
        effect = step.effect();
    }
}
