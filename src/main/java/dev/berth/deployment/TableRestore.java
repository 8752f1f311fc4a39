package dev.berth.deployment;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Backups;
import dev.berth.backup.RestorePlan;
import dev.berth.backup.Timelines;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings single tables of a set, or of a moment, back into a schema beside those that serve; nothing else is changed. */
public final class TableRestore {
    private final LockedRun runs;
    private final RepositoryAccess repositories;
    private final Clock clock;

    TableRestore(LockedRun runs, RepositoryAccess repositories, Clock clock) {
        this.runs = runs;
        this.repositories = repositories;
        this.clock = clock;
    }

    /**
     * What was brought back.
     *
     * @param set that it came from, or was begun from
     * @param at the moment that the tables are of
     * @param tables as they are now, with their rows
     */
    public record Brought(BackupSet set, Instant at, List<BackupSet.Table> tables) {}

    /**
     * Brings them back.
     *
     * @param tables each as {@code schema.table}, or {@code database:schema.table}
     * @param schema where they go, made where there is none
     */
    public Brought restore(
            RunRequest request,
            BackupRestore.Wanted wanted,
            List<String> tables,
            String schema,
            Approval approval,
            Progress progress) {
        List<Brought> done = new ArrayList<>();
        String what = "%s of a backup %s put into the schema %s; nothing else is changed"
                .formatted(String.join(", ", tables), tables.size() == 1 ? "is" : "are", schema);
        runs.run(
                request,
                approval,
                progress,
                List.of(what),
                (context, environment) -> context.step("tables", () -> {
                    try (Backups backups = repositories.look(context.engine(), environment)) {
                        BackupSet set;
                        Optional<RestorePlan.Until> until;
                        switch (wanted) {
                            case BackupRestore.Wanted.Set(String id, boolean partial) -> {
                                set = backups.set(id).set();
                                until = Optional.empty();
                            }
                            case BackupRestore.Wanted.Moment(Instant at) -> {
                                BackupRestore.refuseFuture(clock, at);
                                Timelines.Choice choice = backups.timelines().choose(backups.sets(), at);
                                set = choice.set().set();
                                until = Optional.of(choice.until());
                            }
                            case BackupRestore.Wanted.End() -> {
                                Timelines.Choice choice =
                                        backups.timelines().choose(backups.sets(), clock.instant(), true);
                                set = choice.set().set();
                                until = Optional.of(choice.until());
                            }
                        }
                        List<BackupSet.Table> brought = backups.bringBack(
                                set,
                                until,
                                tables,
                                schema,
                                doing -> context.progress().waiting(doing, List.of()),
                                new Transfer(
                                        context.progress(),
                                        set.postgres()
                                                .map(BackupSet.Postgres::bytes)
                                                .orElse(0L)));
                        done.add(new Brought(
                                set,
                                until.map(RestorePlan.Until::at)
                                        .orElse(set.moment().at()),
                                brought));
                        return "%d tables, %d rows"
                                .formatted(
                                        brought.size(),
                                        brought.stream()
                                                .mapToLong(BackupSet.Table::rows)
                                                .sum());
                    }
                }));
        return done.getFirst();
    }
}
