package dev.berth.backup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a restore for trial has shown.
 *
 * @param recoveryPoint how much of the last writes would be lost now; empty where that cannot be told
 * @param recoveryTime until everything could have served again
 */
public record Drilled(BackupSet set, List<Check> checks, Optional<Duration> recoveryPoint, Duration recoveryTime) {

    /** One thing that was looked at; the detail says what was found. */
    public record Check(String name, boolean ok, String detail) {}

    public boolean isWell() {
        return checks.stream().allMatch(Check::ok);
    }
}
