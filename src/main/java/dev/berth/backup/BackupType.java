package dev.berth.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/** Which type of backup comes next where nobody says. */
final class BackupType {
    /** Everything that a set rests on must be kept and read to restore it: a chain longer than this is begun anew. */
    private static final Duration LONGEST_CHAIN = Duration.ofDays(7);

    private BackupType() {}

    /** @param damaged labels of backups of sets that were found damaged: nothing new may rest on them */
    static BackupSet.Type next(PgBackRestInfo info, Set<String> damaged, Instant now) {
        return info.backups().stream()
                .filter(backup -> backup.needs().isEmpty() && !backup.damaged())
                .max(Comparator.comparingLong(PgBackRestInfo.Backup::startedAt))
                .filter(full -> damaged.stream().noneMatch(label -> label.startsWith(full.label())))
                .filter(full -> Instant.ofEpochSecond(full.startedAt())
                        .plus(LONGEST_CHAIN)
                        .isAfter(now))
                .map(full -> BackupSet.Type.INCR)
                .orElse(BackupSet.Type.FULL);
    }
}
