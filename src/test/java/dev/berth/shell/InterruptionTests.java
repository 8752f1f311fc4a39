package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptionTests {
    private final List<String> told = new ArrayList<>();
    private final Interruption interruption = new Interruption(() -> told.add("end"), () -> told.add("half-way"));

    @AfterEach
    void takeBackTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void requestWhenItInsistsSaysThatSomethingIsLeftHalfWayBeforeItEnds() {
        try (Interruption.Watch watch = interruption.watch(false, false)) {
            interruption.request();
            assertThat(told).isEmpty();

            interruption.request();
        }

        assertThat(told).containsExactly("half-way", "end");
    }

    @Test
    void requestWhenTheCommandOnlyLooksEndsWithoutAWord() {
        try (Interruption.Watch watch = interruption.watch(false, true)) {
            interruption.request();
            interruption.request();
        }

        assertThat(told).containsExactly("end");
    }
}
