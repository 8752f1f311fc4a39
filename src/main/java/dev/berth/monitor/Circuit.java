package dev.berth.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often one service was repaired lately, and whether that has been given up: a service that stays sick, or falls sick again
 * and again, is not restarted for ever. Each repair doubles the wait before the next one; once as many as are allowed have not
 * helped, none follows until the service has been well for a while, by somebody else's doing.
 *
 * @param attempts when it was repaired within a day, oldest first
 * @param open whether it was given up
 * @param wellSince since when it has been well without a break; empty while it is not
 */
record Circuit(List<Instant> attempts, boolean open, Optional<Instant> wellSince) {
    static final Circuit UNUSED = new Circuit(List.of(), false, Optional.empty());

    /** How often within the window; one that is repaired that often and well in between is so all day. */
    static final int MOST = 5;

    static final Duration WINDOW = Duration.ofMinutes(10);
    static final int MOST_IN_A_DAY = 20;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /** The same once its service was looked at. */
    Circuit seen(boolean well, Instant now) {
        List<Instant> recent = attempts.stream()
                // What lies ahead is from before the clock was put back.
                .filter(at -> at.plus(DAY).isAfter(now) && !at.isAfter(now))
                .toList();
        if (!well) {
            return new Circuit(recent, open, Optional.empty());
        }
        Instant since = wellSince.filter(at -> !at.isAfter(now)).orElse(now);
        return new Circuit(recent, open && since.plus(LONG_ENOUGH).isAfter(now), Optional.of(since));
    }

    /** How often it was repaired within the window. */
    int count(Instant now) {
        return (int)
                attempts.stream().filter(at -> at.plus(WINDOW).isAfter(now)).count();
    }

    /** Whether it may be repaired now. */
    boolean allows(Instant now) {
        return !open && !isExhausted(now) && hasWaited(now);
    }

    /** Whether all the repairs that are allowed were made, and the last has had its time. */
    boolean isExhausted(Instant now) {
        return !open && hasWaited(now) && (count(now) >= MOST || attempts.size() >= MOST_IN_A_DAY);
    }

    private boolean hasWaited(Instant now) {
        int recent = Math.min(count(now), MOST);
        return recent == 0
                || !attempts.getLast()
                        .plus(FIRST_PAUSE.multipliedBy(1L << (recent - 1)))
                        .isAfter(now);
    }

    Circuit attempted(Instant now) {
        return new Circuit(Stream.concat(attempts.stream(), Stream.of(now)).toList(), open, Optional.empty());
    }

    /** The same where the last attempt came to nothing, as where somebody else was at work. */
    Circuit withdrawn(Instant at) {
        return new Circuit(attempts.stream().filter(each -> !each.equals(at)).toList(), open, wellSince);
    }

    Circuit opened() {
        return new Circuit(attempts, true, wellSince);
    }

    /** Whether there is nothing to remember of it. */
    boolean isUnused() {
        return attempts.isEmpty() && !open;
    }
}
