package dev.berth.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes what nothing needs any more of PostgreSQL's backups and its log. */
final class LetGo {
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
        staying.forEach(known -> known.set().postgres().ifPresent(postgres -> {
            needed.add(postgres.label());
            needed.addAll(postgres.needs());
        }));
        if (needed.isEmpty()) {
            return;
        }
        program.info().backups().reversed().stream()
                .filter(backup -> !needed.contains(backup.label()))
                .forEach(backup -> program.expire(backup.label()));
        long full = program.info().backups().stream()
                .filter(backup -> backup.needs().isEmpty())
                .count();
        program.expireLog((int) full);
    }
}
