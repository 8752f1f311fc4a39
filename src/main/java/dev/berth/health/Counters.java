package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Counters of one store at one moment, by name, and what they say of the time since an earlier moment.
 *
 * @param epoch what changes when they begin anew, such as the moment of their reset or the id of the process
 */
record Counters(Instant takenAt, String epoch, Map<String, Long> values) {
    static final Counters NONE = new Counters(Instant.EPOCH, "", Map.of());

    OptionalLong value(String name) {
        Long value = values.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** By how much it grew; absent where there is no earlier count, or where they began anew in between. */
    OptionalLong growth(Counters earlier, String name) {
        OptionalLong now = value(name);
        OptionalLong before = earlier.value(name);
        if (now.isEmpty()
                || before.isEmpty()
                || !epoch.equals(earlier.epoch())
                || now.getAsLong() < before.getAsLong()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(now.getAsLong() - before.getAsLong());
    }

    /** The same for each second. */
    OptionalDouble perSecond(Counters earlier, String name) {
        double seconds = Duration.between(earlier.takenAt(), takenAt).toNanos() / 1e9;
        OptionalLong growth = growth(earlier, name);
        return growth.isEmpty() || seconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(growth.getAsLong() / seconds);
    }

    /** Which part of both counters' growth the first one's is; of their values where there was no growth to tell. */
    OptionalDouble share(Counters earlier, String part, String rest) {
        OptionalLong parts = growth(earlier, part);
        OptionalLong rests = growth(earlier, rest);
        if (parts.isPresent() && rests.isPresent() && parts.getAsLong() + rests.getAsLong() > 0) {
            return Figures.ratio(parts.getAsLong(), rests.getAsLong());
        }
        return value(part).isPresent() && value(rest).isPresent()
                ? Figures.ratio(value(part).getAsLong(), value(rest).getAsLong())
                : OptionalDouble.empty();
    }

    /** A number as a store writes it; empty for anything else. */
    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
