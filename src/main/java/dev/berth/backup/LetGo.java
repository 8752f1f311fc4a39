package dev.berth.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes what nothing needs any more of PostgreSQL's backups and its log. */
final class LetGo {
    private static final int TIMELINE_DIGITS = 8;

    private final PgBackRest program;

    LetGo(PgBackRest program) {
        this.program = program;
    }

    /**
     * Removes every backup that no set rests on, newest first, since pgBackRest removes what rests on one along with it; then
     * the log before the oldest that is left: any moment after that one can still be restored.
     */
    void backups(List<KnownSet> staying) {
        Set<String> needed = new HashSet<>();
        staying.forEach(known -> known.set().postgres().ifPresent(postgres -> needed.addAll(postgres.labels())));
        if (needed.isEmpty()) {
            return;
        }
        listed(needed).reversed().stream()
                .filter(backup -> !needed.contains(backup.label()))
                .forEach(backup -> program.expire(backup.label()));
        List<PgBackRestInfo.Backup> left = listed(needed);
        List<PgBackRestInfo.Backup> full =
                left.stream().filter(backup -> backup.needs().isEmpty()).toList();
        if (!full.isEmpty() && isOldestHistory(full.getFirst(), left)) {
            program.expireLog(full.size());
        }
    }

    /** What is listed must be all that is needed: a repository that answers in part must not be tidied up by that part. */
    private List<PgBackRestInfo.Backup> listed(Set<String> needed) {
        PgBackRestInfo info = program.info();
        if (info.isUnreadable()
                || !info.backups().stream()
                        .map(PgBackRestInfo.Backup::label)
                        .collect(Collectors.toSet())
                        .containsAll(needed)) {
            throw RepositoryFailure.of("see what nothing needs any more", info.message());
        }
        return info.backups();
    }

    /**
     * Whether nothing that is left lies on an older timeline than the oldest full backup: pgBackRest takes every segment of an
     * older one for older, which after a restore was taken back it is not.
     */
    private static boolean isOldestHistory(PgBackRestInfo.Backup oldest, List<PgBackRestInfo.Backup> left) {
        String timeline = timeline(oldest);
        return left.stream().noneMatch(backup -> timeline(backup).compareTo(timeline) < 0);
    }

    private static String timeline(PgBackRestInfo.Backup backup) {
        return backup.firstSegment().substring(0, TIMELINE_DIGITS);
    }
}
