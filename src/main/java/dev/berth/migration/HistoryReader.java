package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.failure.BerthException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Reads what was and will be applied, in sessions that cannot write. */
final class HistoryReader {
    private final Postgres postgres;
    private final FlywaySetup setup;
    private final HistoryTables tables;
    private final NoteBook noteBook;

    HistoryReader(Postgres postgres, FlywaySetup setup, HistoryTables tables, NoteBook noteBook) {
        this.postgres = postgres;
        this.setup = setup;
        this.tables = tables;
        this.noteBook = noteBook;
    }

    /**
     * Reads it.
     *
     * @throws BerthException where there is none in our schema, but one in another
     */
    History read() {
        History history = readHere();
        elsewhere(history).ifPresent(refusal -> {
            throw refusal;
        });
        return history;
    }

    /** Why a history that was read here is not to be gone on with: it is empty, and another schema has one. */
    Optional<BerthException> elsewhere(History history) {
        return history.isEmpty() ? tables.elsewhere() : Optional.empty();
    }

    /** Reads it, whatever other schemas hold. */
    History readHere() {
        Notes notes = noteBook.read();
        History told = told(notes);
        List<Mismatch> mismatches = new ArrayList<>(told.mismatches());
        Optional<Notes.Begun> open = notes.begun().filter(begun -> !begun.hasEnded(told));
        open.map(HistoryReader::hasNoEnd).ifPresent(mismatches::add);
        List<Migration> migrations = told.migrations().stream()
                .map(migration -> open.filter(begun -> begun.script().equals(migration.script()))
                        .map(begun -> migration.in(MigrationState.FAILED))
                        .orElse(migration))
                .toList();
        for (Migration migration : migrations) {
            if (migration.isPending()) {
                setup.folder()
                        .file(migration)
                        .flatMap(TransactionStatements::in)
                        .ifPresent(mismatches::add);
            }
        }
        return new History(told.current(), told.baseline(), migrations, mismatches);
    }

    private static Mismatch hasNoEnd(Notes.Begun begun) {
        return new Mismatch(
                Mismatch.Kind.FAILED,
                begun.script(),
                "%s was begun outside a transaction on %s, and its end is not known: any of its statements may have taken effect"
                        .formatted(begun.script(), begun.at().truncatedTo(ChronoUnit.SECONDS)),
                "Where it runs no more: make the file safe to run again from its start (IF NOT EXISTS) or undo its effect by hand, then: berth db repair (it takes away the mark), berth db migrate");
    }

    /** What Flyway tells by files and table. */
    private History told(Notes notes) {
        try {
            MigrationInfoService service =
                    setup.configure(new SessionSource(postgres, true)).load().info();
            Optional<String> baseline = Arrays.stream(service.all())
                    .filter(info -> info.getState() == org.flywaydb.core.api.MigrationState.BASELINE)
                    .map(info -> info.getVersion().getVersion())
                    .reduce((first, last) -> last);
            Optional<Notes.Baseline> declared =
                    notes.baseline().filter(each -> baseline.map(each::isAt).orElse(false));
            List<Migration> migrations = new ArrayList<>();
            List<Mismatch> mismatches = new ArrayList<>();
            for (MigrationInfo info : service.all()) {
                if (isNewBelowBaseline(info, declared)) {
                    migrations.add(migration(info, MigrationState.OUT_OF_ORDER));
                    mismatches.add(cameBelowBaseline(info, baseline.orElseThrow()));
                    continue;
                }
                state(info).ifPresent(state -> {
                    migrations.add(migration(info, state));
                    mismatch(info, state).ifPresent(mismatches::add);
                });
            }
            return new History(current(service), baseline, migrations, mismatches);
        } catch (FlywayException e) {
            throw FlywayFailures.translated(e);
        }
    }

    /** Flyway takes every file below a baseline for applied, also one that was written after it was declared. */
    private static boolean isNewBelowBaseline(MigrationInfo info, Optional<Notes.Baseline> declared) {
        return switch (info.getState()) {
            case BELOW_BASELINE, BASELINE_IGNORED ->
                declared.map(each -> !each.knows(info.getVersion())).orElse(false);
            default -> false;
        };
    }

    private static Mismatch cameBelowBaseline(MigrationInfo info, String baseline) {
        return new Mismatch(
                Mismatch.Kind.OUT_OF_ORDER,
                info.getScript(),
                "%s came after the database was declared as migrated up to %s, which is above it: it never ran"
                        .formatted(info.getScript(), baseline),
                "Rename it to a version above all others; where the database holds what it does, berth db repair takes it as applied.");
    }

    private static Optional<String> current(MigrationInfoService service) {
        return Optional.ofNullable(service.current())
                .map(MigrationInfo::getVersion)
                .map(MigrationVersion::getVersion);
    }

    /** Empty for what a later run replaced, or a repair struck out. */
    private static Optional<MigrationState> state(MigrationInfo info) {
        return switch (info.getState()) {
            case PENDING, OUTDATED, ABOVE_TARGET -> Optional.of(MigrationState.PENDING);
            case SUCCESS, BASELINE, BELOW_BASELINE, BASELINE_IGNORED -> Optional.of(MigrationState.APPLIED);
            case IGNORED, OUT_OF_ORDER -> Optional.of(MigrationState.OUT_OF_ORDER);
            case MISSING_SUCCESS, FUTURE_SUCCESS -> Optional.of(MigrationState.MISSING);
            case FAILED, MISSING_FAILED, FUTURE_FAILED -> Optional.of(MigrationState.FAILED);
            case SUPERSEDED, DELETED, UNDONE, AVAILABLE -> Optional.empty();
        };
    }

    private static Migration migration(MigrationInfo info, MigrationState state) {
        return new Migration(
                Optional.ofNullable(info.getVersion()).map(MigrationVersion::getVersion),
                info.getDescription(),
                info.getScript(),
                state,
                Optional.ofNullable(info.getInstalledOn()).map(time -> inUniversalTime(time.toInstant())),
                info.getChecksum() == null ? OptionalInt.empty() : OptionalInt.of(info.getChecksum()));
    }

    /** The column has no zone; our sessions write universal time, and the driver reads it as this machine's. */
    private static Instant inUniversalTime(Instant read) {
        return LocalDateTime.ofInstant(read, ZoneId.systemDefault()).toInstant(ZoneOffset.UTC);
    }

    private static Optional<Mismatch> mismatch(MigrationInfo info, MigrationState state) {
        String script = info.getScript();
        return switch (state) {
            case PENDING -> Optional.empty();
            case APPLIED -> disagreement(info);
            case FAILED ->
                Optional.of(
                        new Mismatch(
                                Mismatch.Kind.FAILED,
                                script,
                                "%s failed half way when it ran last".formatted(script),
                                "Undo what it left (berth db repair drops INVALID indexes and takes away the mark), then: berth db migrate"));
            case MISSING ->
                info.getState() == org.flywaydb.core.api.MigrationState.FUTURE_SUCCESS
                        ? Optional.of(
                                new Mismatch(
                                        Mismatch.Kind.AHEAD,
                                        script,
                                        "%s was applied from another clone and is newer than every file here"
                                                .formatted(script),
                                        "Get the newer files from version control. A protected environment runs on a newer schema only with migrations.compatible: true; berth db repair strikes out of the history what is gone for good."))
                        : Optional.of(
                                new Mismatch(
                                        Mismatch.Kind.MISSING,
                                        script,
                                        "%s was applied, but the file is missing".formatted(script),
                                        "Put the file back from version control; berth db repair strikes it out of the history where it is gone for good."));
            case OUT_OF_ORDER ->
                info.isApplied()
                        ? disagreement(info)
                        : Optional.of(
                                new Mismatch(
                                        Mismatch.Kind.OUT_OF_ORDER,
                                        script,
                                        "%s is older than what is applied already".formatted(script),
                                        "Rename it to a version above all others, so that every environment runs it in the same order."));
        };
    }

    private static Optional<Mismatch> disagreement(MigrationInfo info) {
        String script = info.getScript();
        if (!info.isChecksumMatching()) {
            return Optional.of(
                    new Mismatch(
                            Mismatch.Kind.EDITED,
                            script,
                            "%s was edited after it was applied".formatted(script),
                            "Put it back as it was and write the change as a new migration; where the database is right as it is, berth db repair takes the file as applied."));
        }
        if (!info.isDescriptionMatching()) {
            return Optional.of(new Mismatch(
                    Mismatch.Kind.RENAMED,
                    script,
                    "%s was called \"%s\" when it was applied".formatted(script, info.getAppliedDescription()),
                    "Give the file its name back; berth db repair takes the new one into the history."));
        }
        return Optional.empty();
    }
}
