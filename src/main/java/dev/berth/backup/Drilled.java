package dev.berth.backup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a restore for trial has shown.
 *
 * @param recoveryPoint how much of the last writes would be lost now; empty where that cannot be told
 * @param recoveryTime until everything could have served again
 */
public record Drilled(BackupSet set, List<Check> checks, Optional<Duration> recoveryPoint, Duration recoveryTime) {

    /** One thing that was looked at; the detail says what was found. */
    public record Check(String name, boolean ok, String detail) {}

    /** The same, with one more thing that was looked at. */
    Drilled with(Check check) {
        return new Drilled(set, Stream.concat(checks.stream(), Stream.of(check)).toList(), recoveryPoint, recoveryTime);
    }

    public boolean isWell() {
        return checks.stream().allMatch(Check::ok);
    }
}
