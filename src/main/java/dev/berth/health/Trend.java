package dev.berth.health;

import java.util.OptionalDouble;

/**
 * How a service's numbers went lately, each a sum over its replicas.
 *
 * @param cpuPercent in percent of one core
 * @param networkBytesPerSecond received and sent together
 * @param blockBytesPerSecond read and written together
 */
public record Trend(Series cpuPercent, Series memoryBytes, Series networkBytesPerSecond, Series blockBytesPerSecond) {
    public static final Trend NONE = new Trend(Series.NONE, Series.NONE, Series.NONE, Series.NONE);

    /** Takes one moment a second; used by one thread. */
    static final class Recorder {
        private final Series.Recorder cpu = new Series.Recorder();
        private final Series.Recorder memory = new Series.Recorder();
        private final Series.Recorder network = new Series.Recorder();
        private final Series.Recorder block = new Series.Recorder();

        void add(
                OptionalDouble cpuPercent,
                OptionalDouble memoryBytes,
                OptionalDouble networkBytesPerSecond,
                OptionalDouble blockBytesPerSecond) {
            cpu.add(cpuPercent);
            memory.add(memoryBytes);
            network.add(networkBytesPerSecond);
            block.add(blockBytesPerSecond);
        }

        Trend trend() {
            return new Trend(cpu.series(), memory.series(), network.series(), block.series());
        }
    }
}
