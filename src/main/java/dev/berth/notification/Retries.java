package dev.berth.notification;

import java.time.Duration;
import java.util.Optional;

/** How often a letter is tried, and when. */
final class Retries {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LAST = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 6;

    /** A receiver that asks for more is tried nevertheless: what is told a day late need not be told. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    /** About a day of them. They are counted, and not the hours, in which the machine may have slept. */
    private static final int MOST = 150;

    /** By how much a wait may differ from its time, so that receivers of one server do not come all at once. */
    private static final double SPREAD = 0.2;

    private Retries() {}

    /**
     * What an attempt means for the next one: a letter that is tried again has a time for that.
     *
     * @param failed how many attempts failed before this one
     * @param random from 0 to 1, another one each time
     */
    static Delivery next(Delivery delivery, int failed, double random) {
        return switch (delivery) {
            case Delivery.Delivered delivered -> delivered;
            case Delivery.GivenUp givenUp -> givenUp;
            case Delivery.Later(String reason, var _)
            when failed + 1 >= MOST -> new Delivery.GivenUp("tried %d times: %s".formatted(failed + 1, reason));
            case Delivery.Later(String reason, Optional<Duration> asked) ->
                new Delivery.Later(reason, Optional.of(pause(failed, asked.orElse(Duration.ZERO), random)));
        };
    }

    private static Duration pause(int failed, Duration asked, double random) {
        Duration usual = shorter(FIRST.multipliedBy(1L << Math.clamp(failed, 0, DOUBLINGS)), LAST);
        Duration spread = Duration.ofMillis(Math.round(usual.toMillis() * (1 + SPREAD * (2 * random - 1))));
        Duration bounded = shorter(asked, LONGEST_ASKED);
        return bounded.compareTo(spread) > 0 ? bounded : spread;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
