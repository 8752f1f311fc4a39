package dev.berth.shell;

import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.monitor.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Whether this process is still the one that watches, by what is written, and whether somebody changes the stack. */
final class WatchTurn implements Watch.Occasion {
    private static final int LOOKS_BETWEEN = 4;

    /** Whoever waits for an engine that is silent does not look, and it is that which there is to tell. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is down for longer than that is told of, on purpose or not. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

    private final EnvironmentLock changes;
    private final Written<?> written;
    private final Clock clock;
    private Optional<EnvironmentLock.Held> held = Optional.empty();
    private int looks;

    WatchTurn(EnvironmentLock changes, Written<?> written, Clock clock) {
        this.changes = changes;
        this.written = written;
        this.clock = clock;
    }

    void begin(EnvironmentLock.Held lock) {
        held = Optional.of(lock);
    }

    @Override
    public boolean goesOn() {
        if (++looks % LOOKS_BETWEEN != 0) {
            return true;
        }
        written.look();
        return !written.hasChanged() && isHeld();
    }

    private boolean isHeld() {
        try {
            // Somebody who prunes containers prunes the lock, too, and a second watch would tell everything twice.
            return held.map(EnvironmentLock.Held::isHeld).orElse(true);
        } catch (BerthException e) {
            // An engine that is away takes no lock away.
            return true;
        }
    }

    @Override
    public boolean isBusy() {
        try {
            // Whoever is cut off from the engine leaves a lock that nobody knows to be dead: not for ever.
            // What a watch does to a service is no reason for it to look away.
            return changes.atWork()
                    .filter(run -> !run.operator().equals(Operator.current()))
                    .filter(run ->
                            Duration.between(run.since(), clock.instant()).compareTo(LONGEST_CHANGE) < 0)
                    .isPresent();
        } catch (BerthException e) {
            return false;
        }
    }
}
