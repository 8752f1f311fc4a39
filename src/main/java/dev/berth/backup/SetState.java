package dev.berth.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became known of a set after it was made.
 *
 * @param pinned whether it is kept whatever retention says
 * @param verification how its last verification ended
 * @param drill how the last restore for trial ended
 * @param sheetOpenedAt when a restore for trial was last done, and well, with the keys on a printed sheet alone
 */
public record SetState(
        boolean pinned, Optional<Verification> verification, Optional<Drill> drill, Optional<Instant> sheetOpenedAt) {
    static final SetState NEW = new SetState(false, Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How reading every byte ended.
     *
     * @param problems what was found, a sentence each; empty where all is well
     */
    public record Verification(Instant at, List<String> problems) {}

    /**
     * A restore for trial.
     *
     * @param problems what was found, a sentence each; empty where all is well
     * @param recoveryTime how long it took until everything could have served again
     */
    public record Drill(Instant at, List<String> problems, Duration recoveryTime) {}

    public SetState withPinned(boolean wanted) {
        return new SetState(wanted, verification, drill, sheetOpenedAt);
    }

    SetState with(Verification done) {
        return new SetState(pinned, Optional.of(done), drill, sheetOpenedAt);
    }

    SetState with(Drill done) {
        return new SetState(pinned, verification, Optional.of(done), sheetOpenedAt);
    }

    SetState withSheetOpenedAt(Optional<Instant> moment) {
        return new SetState(pinned, verification, drill, moment);
    }

    /** Whether whoever looked last found it damaged. */
    public boolean isDamaged() {
        return verification.filter(each -> !each.problems().isEmpty()).isPresent()
                || drill.filter(each -> !each.problems().isEmpty()).isPresent();
    }
}
