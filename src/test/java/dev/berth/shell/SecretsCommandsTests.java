package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsCommandsTests {
    @Test
    void linesWhenManyWereGeneratedNameOneALine() {
        assertThat(SecretsCommands.lines(List.of("a", "b", "c", "d", "e", "f")))
                .containsExactly(
                        "Generated 6 secrets:",
                        "  a",
                        "  b",
                        "  c",
                        "  d",
                        "  e",
                        "  f",
                        "Services take them up with: secrets sync");
    }

    @Test
    void linesWhenAHandfulWasGeneratedAreOneSentence() {
        assertThat(SecretsCommands.lines(List.of("a", "b")))
                .containsExactly("Generated: a, b. Services take them up with: secrets sync");
        assertThat(SecretsCommands.lines(List.of())).containsExactly("Every declared secret is stored.");
    }
}
