package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurveyWatchTests {
    @Test
    void onceWhenItFailsInAnyWayIsEmpty() {
        assertThat(SurveyWatch.once(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isEmpty();
    }
}
