package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProgressTests {
    private final StringWriter shown = new StringWriter();

    @Test
    void advancedWhenOnATerminalDrawsABarThatGrows() {
        try (LiveProgress progress = new LiveProgress(
                new PrintWriter(shown),
                Theme.PLAIN,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                UnaryOperator.identity())) {
            progress.began("generate");
            progress.advanced(10, 40);
            progress.advanced(20, 40);
        }

        assertThat(shown.toString()).contains("[######..................] 10/40", "[############............] 20/40");
    }

    @Test
    void advancedWhenInAPipeSaysNothingUntilAllAreDone() {
        PlainProgress progress = new PlainProgress(new PrintWriter(shown), Theme.PLAIN, UnaryOperator.identity());
        progress.began("generate");
        progress.advanced(10, 40);
        progress.advanced(20, 40);
        progress.finished("generate", "40 secrets", Duration.ofSeconds(3));

        assertThat(shown.toString().lines()).singleElement().asString().contains("generate", "40 secrets");
    }

    @Test
    void finishedWhenTheTerminalIsNarrowKeepsTheTimeInItsFirstLine() {
        PlainProgress progress =
                new PlainProgress(new PrintWriter(shown), new Theme(false, true, 80), UnaryOperator.identity());
        progress.finished(
                "preflight",
                "engine 28.2, 41 GiB free, 9.8 of 16 GiB memory committed, ports free, volumes as before",
                Duration.ofMillis(300));

        assertThat(shown.toString().lines())
                .containsExactly(
                        "✓ preflight     engine 28.2, 41 GiB free, 9.8 of 16 GiB memory             0.3 s",
                        "                committed, ports free, volumes as before")
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(80));
    }

    /** At the first row of a screen, "clear all below" is "clear all", of which tmux and others keep a copy each time. */
    @Test
    void drawnAgainClearsLineByLineAndNeverTheScreen() {
        try (LiveProgress progress = new LiveProgress(
                new PrintWriter(shown),
                Theme.PLAIN,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                UnaryOperator.identity())) {
            progress.began("health");
            progress.waiting("1/3 healthy", List.of("rest: starting"));
            progress.finished("health", "3 of 3", Duration.ZERO);
        }

        assertThat(shown.toString())
                .contains("\u001b[2A\r\u001b[2K\n\u001b[2K\n\u001b[2A\r")
                .doesNotContain("\u001b[J");
    }
}
