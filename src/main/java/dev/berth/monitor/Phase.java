package dev.berth.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an alert does; there is none for what is well and was so for long. */
sealed interface Phase {

    Instant since();

    /** The bound is passed, but not yet for as long as it has to be. */
    record Pending(Instant since) implements Phase {}

    /**
     * It has been passed for long enough.
     *
     * @param keptSince since when it is not passed any more, or not known to be, and the alert only goes on firing
     */
    record Firing(Instant since, Optional<Instant> keptSince) implements Phase {}

    /** Nobody knows. */
    record NoData(Instant since, String reason) implements Phase {}

    /** It is over. */
    record Resolved(Instant since) implements Phase {}

    /** The same when what it is counted from is so much later: for the time in which nobody looked, and for a clock that was set. */
    default Phase shifted(Duration by) {
        return switch (this) {
            case Pending(Instant since) -> new Pending(since.plus(by));
            case Firing(Instant since, Optional<Instant> keptSince) ->
                new Firing(since, keptSince.map(kept -> kept.plus(by)));
            case NoData none -> none;
            case Resolved(Instant since) -> new Resolved(since.plus(by));
        };
    }
}
