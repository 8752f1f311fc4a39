package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.StatsSample;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContainerMeterTests {
    private final ContainerMeter meter = new ContainerMeter("rest");

    @Test
    void cpuPercentWhenHalfACoreIsUsedIsFifty() {
        add(1, 1_000_000_000, 0);
        assertThat(meter.cpuPercent()).isEmpty();

        add(3, 2_000_000_000, 0);

        assertThat(meter.cpuPercent()).hasValue(50);
    }

    @Test
    void networkWhenCountedTwiceIsARate() {
        add(1, 0, 1000);
        assertThat(meter.networkBytesPerSecond()).isEmpty();

        add(3, 0, 5000);

        // Received and sent are counted alike here.
        assertThat(meter.networkBytesPerSecond()).hasValue(4000);
    }

    @Test
    void rateWhenTheCounterBeganAnewIsUnknownRatherThanAPeak() {
        add(1, 5_000_000_000L, 5000);
        add(2, 1_000, 10);

        assertThat(meter.cpuPercent()).isEmpty();
        assertThat(meter.networkBytesPerSecond()).isEmpty();

        add(3, 1_000_001_000, 10);
        assertThat(meter.cpuPercent()).hasValue(100);
    }

    @Test
    void cpuPercentWhenOneShotAndTheCounterBeganAnewIsUnknown() {
        assertThat(StackMeter.cpuPercent(sample(1, 5_000_000_000L, 0), sample(2, 1_000, 0)))
                .isEmpty();
    }

    private void add(long second, long cpuNanos, long networkBytes) {
        meter.add(sample(second, cpuNanos, networkBytes));
    }

    private static StatsSample sample(long second, long cpuNanos, long networkBytes) {
        return new StatsSample(
                Instant.ofEpochSecond(second),
                OptionalLong.of(cpuNanos),
                OptionalLong.of(0),
                OptionalLong.empty(),
                OptionalLong.of(networkBytes),
                OptionalLong.of(networkBytes),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
