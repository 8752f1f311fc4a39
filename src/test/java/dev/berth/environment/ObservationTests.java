package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FakeEngine;
import org.junit.jupiter.api.Test;

class ObservationTests {
    private final FakeEngine engine = new FakeEngine("image");

    @Test
    void wayToStartWhenThereIsNoContainerCreatesOne() {
        engine.createService("shop-dev", "postgres");
        Observation observation = Observation.of(engine, "shop-dev");

        assertThat(observation.wayToStart("postgres")).isEqualTo("stack start postgres");
        assertThat(observation.wayToStart("rest")).isEqualTo("stack up");
    }
}
