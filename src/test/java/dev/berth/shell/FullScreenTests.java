package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FullScreenTests {
    private static final Pattern MODE = Pattern.compile("\u001b\\[\\?(\\d+)([hl])");

    @Test
    void rescueUndoesWhateverAPageDoesToTheTerminal() {
        assertThat(MODE.matcher(LivePage.BEGIN).results())
                .hasSize(3)
                .allSatisfy(mode -> assertThat(FullScreen.AS_IT_WAS)
                        .contains("\u001b[?%s%s"
                                .formatted(mode.group(1), mode.group(2).equals("h") ? "l" : "h")));
    }
}
