package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThemeTests {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textWhenSomebodySaysWhatWouldDoSomethingToATerminalOnlySaysIt(boolean unicode) {
        Theme theme = new Theme(true, unicode);

        assertThat(theme.text("its \u001b]0;owned\u0007probe\u001b[2J says\u202e no"))
                .isEqualTo("its probe says no");
        assertThat(theme.text("one\u001b[1A\ntwo\u009b2J")).isEqualTo("one\ntwo2J");
    }
}
