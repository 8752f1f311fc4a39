package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProgressTests {
    private final StringWriter shown = new StringWriter();

    @Test
    void advancedWhenOnATerminalDrawsABarThatGrows() {
        try (LiveProgress progress =
                new LiveProgress(new PrintWriter(shown), Theme.PLAIN, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
            progress.began("generate");
            progress.advanced(10, 40);
            progress.advanced(20, 40);
        }

        assertThat(shown.toString()).contains("[######..................] 10/40", "[############............] 20/40");
    }

    @Test
    void advancedWhenInAPipeSaysNothingUntilAllAreDone() {
        PlainProgress progress = new PlainProgress(new PrintWriter(shown), Theme.PLAIN);
        progress.began("generate");
        progress.advanced(10, 40);
        progress.advanced(20, 40);
        progress.finished("generate", "40 secrets", Duration.ofSeconds(3));

        assertThat(shown.toString().lines()).singleElement().asString().contains("generate", "40 secrets");
    }
}
