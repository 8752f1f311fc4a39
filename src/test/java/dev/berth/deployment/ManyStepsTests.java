package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyStepsTests {
    private final List<String> shown = new ArrayList<>();

    @Test
    void runWhenThereAreManyTellsHowManyAreDone() {
        run(40);

        assertThat(shown)
                .hasSize(42)
                .startsWith("began generate", "1 of 40")
                .endsWith("40 of 40", "finished: 40 secrets");
    }

    @Test
    void runWhenThereAreFewTellsNothing() {
        run(19);

        assertThat(shown).isEmpty();
    }

    private void run(int all) {
        Progress progress = new Progress() {
            @Override
            public void began(String step) {
                shown.add("began " + step);
            }

            @Override
            public void advanced(int done, int of) {
                shown.add("%d of %d".formatted(done, of));
            }

            @Override
            public void finished(String step, String detail, Duration took) {
                shown.add("finished: " + detail);
            }
        };
        new ManySteps(progress, "generate", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).run(counter -> {
            for (int done = 1; done <= all; done++) {
                counter.counted(done, all);
            }
        });
    }
}
