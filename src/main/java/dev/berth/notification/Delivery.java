package dev.berth.notification;

import java.time.Duration;
import java.util.Optional;

/** What came of one attempt to deliver a letter. */
public sealed interface Delivery {
    /** What came of it, as a sentence without its full stop. */
    String sentence(String receiver);

    /**
     * The receiver has it.
     *
     * @param answer what it said
     */
    record Delivered(String answer) implements Delivery {
        @Override
        public String sentence(String receiver) {
            return "%s took it: %s".formatted(receiver, answer);
        }
    }

    /**
     * The receiver may have it, or not; it is to be tried again.
     *
     * @param after how long to wait before that; empty where the receiver named no time
     */
    record Later(String reason, Optional<Duration> after) implements Delivery {
        static Later because(String reason) {
            return new Later(reason, Optional.empty());
        }

        @Override
        public String sentence(String receiver) {
            return "%s did not take it now: %s".formatted(receiver, reason);
        }
    }

    /** The receiver will not take this letter, however often it is tried, or it was tried for long enough. */
    record GivenUp(String reason) implements Delivery {
        @Override
        public String sentence(String receiver) {
            return "%s does not take it: %s".formatted(receiver, reason);
        }
    }
}
