package dev.berth.shell;

import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.monitor.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether this process is still the one that watches, by what is written, and whether somebody changes the stack. */
final class WatchTurn implements Watch.Occasion {
    private static final int LOOKS_BETWEEN = 4;

    /** Whoever waits for an engine that is silent does not look, and it is that which there is to tell. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is down for longer than that is told of, on purpose or not. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

    private final EnvironmentLock changes;
    private final BooleanSupplier hasChanged;
    private final Clock clock;
    private Optional<EnvironmentLock.Held> held = Optional.empty();
    private int looks;

    /**
     * One that holds nothing yet.
     *
     * @param changes whoever changes the stack holds it
     * @param hasChanged looks whether what it watches by is written otherwise by now
     */
    WatchTurn(EnvironmentLock changes, BooleanSupplier hasChanged, Clock clock) {
        this.changes = changes;
        this.hasChanged = hasChanged;
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
        boolean changed = hasChanged.getAsBoolean();
        try {
            // Somebody who prunes containers prunes the lock, too, and a second watch would tell everything twice.
            return held.map(lock -> lock.isHeld(PATIENCE)).orElse(true) && !changed;
        } catch (BerthException e) {
            // An engine that is away takes no lock away, and who begins anew could see nothing of it.
            return true;
        }
    }

    @Override
    public Watch.Work work() {
        try {
            // Whoever is cut off from the engine leaves a lock that nobody knows to be dead: not for ever.
            // What a watch does to a service is no reason for it to look away.
            return changes.atWork()
                    .filter(run -> !run.operator().equals(Operator.current()))
                    .filter(run ->
                            Duration.between(run.since(), clock.instant()).compareTo(LONGEST_CHANGE) < 0)
                    .map(run -> work(run.command()))
                    .orElse(Watch.Work.NOTHING);
        } catch (BerthException e) {
            return Watch.Work.NOTHING;
        }
    }

    private static Watch.Work work(String command) {
        return command.startsWith("backup ") && !command.startsWith("backup restore")
                ? Watch.Work.BACKUP
                : Watch.Work.CHANGE;
    }
}
