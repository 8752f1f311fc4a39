package dev.berth.health;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a service's numbers went lately, about one a second, oldest first; a moment without data is left out.
 *
 * @param cpuPercent in percent of one core
 * @param networkBytesPerSecond received and sent together, in the last second; absent until two counts are known
 */
public record Trend(List<Double> cpuPercent, OptionalDouble networkBytesPerSecond) {
    /** How many moments are kept. */
    static final int LENGTH = 60;

    static final Trend NONE = new Trend(List.of(), OptionalDouble.empty());

    Trend with(OptionalDouble cpu, OptionalDouble network) {
        if (cpu.isEmpty()) {
            return new Trend(cpuPercent, network);
        }
        List<Double> longer =
                new ArrayList<>(cpuPercent.subList(Math.max(0, cpuPercent.size() - LENGTH + 1), cpuPercent.size()));
        longer.add(cpu.getAsDouble());
        return new Trend(List.copyOf(longer), network);
    }
}
