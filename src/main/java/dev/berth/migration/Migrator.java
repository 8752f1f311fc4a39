package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.Reach;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.RepairResult;

/** Migrates the schema of one environment's database, and tells how it stands. */
public final class Migrator implements AutoCloseable {
    private final Target target;
    private final Reach reach;
    private final Postgres postgres;
    private final Clock clock;

    Migrator(Target target, Reach reach, Postgres postgres, Clock clock) {
        this.target = target;
        this.reach = reach;
        this.postgres = postgres;
        this.clock = clock;
    }

    /**
     * What is migrated.
     *
     * @param placeholders by name
     * @param promotion empty where nothing is asked of a migration
     * @param record where success is written down; empty where nobody asks for it; found out only after a migrate
     * @param schema where the history is, and where names without a schema are made
     * @param schemaRecord where it is written down how the schema is to be
     * @param noteBook where it is written down what the history does not know
     * @param mayBeBehind whether migrations that only the database knows are no reason to refuse
     * @param databaseIsNew whether there surely is no database yet
     */
    record Target(
            String environment,
            Path folder,
            Map<String, String> placeholders,
            Duration lockTimeout,
            Optional<Promotion> promotion,
            Supplier<Optional<SuccessRecord>> record,
            String schema,
            SchemaRecord schemaRecord,
            NoteBook noteBook,
            boolean mayBeBehind,
            BooleanSupplier databaseIsNew) {}

    /** What the folder and the database's history say together. Writes nothing, not even Flyway's own table. */
    public History info() {
        return reader().read();
    }

    /**
     * What would run next, and what stands against it; empty when the database cannot be asked and may hold a schema already.
     * Writes nothing.
     *
     * @throws BerthException when the files are wrong
     */
    public Optional<Standing> standing() {
        MigrationFolder folder = MigrationFolder.read(target.folder());
        if (target.databaseIsNew().getAsBoolean()) {
            return Optional.of(new Standing(
                    Optional.of(folder.files().stream()
                            .map(MigrationFile::asPending)
                            .toList()),
                    List.of(),
                    folder.files().stream()
                            .flatMap(file -> TransactionStatements.in(file).stream())
                            .map(Migrator::refusal)
                            .findFirst()));
        }
        try {
            HistoryReader reader = reader(folder);
            History history = reader.readHere();
            Optional<BerthException> elsewhere = reader.elsewhere(history);
            return Optional.of(
                    elsewhere.isPresent()
                            ? new Standing(Optional.empty(), List.of(), elsewhere)
                            : new Standing(Optional.of(history.pending()), behind(history), objection(history)));
        } catch (BerthException e) {
            if (e.code() == ErrorCode.DATASTORE_UNREACHABLE || e.code() == ErrorCode.SECRET_MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What would run, with every check that a migrate makes before it begins. Writes nothing. */
    public List<Migration> dryRun() {
        return checked().pending();
    }

    /**
     * Applies what is pending.
     *
     * @throws MigrationException when one fails or the thread is interrupted; those before it stay applied
     */
    public Outcome migrate(MigrationListener listener) {
        History before = checked();
        noteBaseline(before);
        List<String> notices = new ArrayList<>(behind(before));
        if (before.pending().isEmpty()) {
            notices.addAll(record(before));
            return new Outcome(List.of(), before.current(), notices);
        }
        FailureReport failures =
                new FailureReport(() -> reader().readHere(), this::invalidIndexes, new TransactionFate(postgres));
        List<Migration> applied = watch().during(
                        () -> new MigrationRun(
                                        postgres, setup(), failures, target.lockTimeout(), target.noteBook(), clock)
                                .run(before.pending(), listener),
                        notices::add);
        History after = reader().read();
        notices.addAll(record(after));
        return new Outcome(applied, after.current(), notices);
    }

    /** Where somebody else declared the database as migrated, what is here by now counts as held; what comes later does not. */
    private void noteBaseline(History history) {
        Notes notes = target.noteBook().read();
        history.baseline()
                .filter(version -> notes.baseline().stream().noneMatch(each -> each.isAt(version)))
                .map(version -> Notes.Baseline.of(MigrationFolder.read(target.folder()), version))
                .ifPresent(baseline -> target.noteBook().write(notes.withBaseline(baseline)));
    }

    private History checked() {
        MigrationFolder folder = MigrationFolder.read(target.folder());
        History history = reader(folder).read();
        objection(history).ifPresent(refusal -> {
            throw refusal;
        });
        List<MigrationFile> files = new ArrayList<>();
        for (Migration migration : history.pending()) {
            files.add(folder.file(migration).orElseThrow(() -> isUnknown(migration)));
        }
        Placeholders placeholders = placeholders();
        files.forEach(placeholders::check);
        target.promotion().ifPresent(promotion -> promotion.check(target.environment(), files));
        return history;
    }

    /** What runs must be what was looked at. */
    private static BerthException isUnknown(Migration migration) {
        return new BerthException(
                ErrorCode.MIGRATION_FAILED,
                "%s is pending, but the migrations' folder has no such file".formatted(migration.script()),
                "See: berth db info, and run the command again.");
    }

    /** Every way in which files and history do not agree; pending migrations are none. */
    public List<Mismatch> validate() {
        return info().mismatches();
    }

    /** Indexes that failed builds left behind; a repair may drop them. */
    public List<InvalidIndex> invalidIndexes() {
        return new InvalidIndexes(postgres).find();
    }

    /**
     * Drops those indexes, strikes failed and missing migrations out of the history, and takes the files' texts as applied.
     *
     * @return what was done, a line each
     */
    public List<String> repair(Collection<InvalidIndex> drop) {
        List<String> notices = new ArrayList<>();
        List<String> done = new ArrayList<>(watch().during(() -> repaired(drop), notices::add));
        done.addAll(notices);
        return done;
    }

    private List<String> repaired(Collection<InvalidIndex> drop) {
        Optional<Notes.Begun> open =
                target.noteBook().read().begun().filter(begun -> !begun.hasEnded(reader().readHere()));
        new InvalidIndexes(postgres).drop(drop);
        List<String> done = new ArrayList<>();
        drop.forEach(index -> done.add("dropped the INVALID index " + index));
        try {
            RepairResult result =
                    setup().configure(new SessionSource(postgres, false)).load().repair();
            result.migrationsRemoved.forEach(
                    one -> done.add("took away the mark of failure of %s %s".formatted(one.version, one.description)));
            result.migrationsDeleted.forEach(
                    one -> done.add("struck out %s %s, whose file is missing".formatted(one.version, one.description)));
            result.migrationsAligned.forEach(
                    one -> done.add("took the file of %s %s as applied".formatted(one.version, one.description)));
        } catch (FlywayException e) {
            throw FlywayFailures.translated(e);
        }
        open.ifPresent(begun -> done.add("took away the mark that %s was begun".formatted(begun.script())));
        done.addAll(repairedNotes());
        return done;
    }

    private List<String> repairedNotes() {
        List<String> done = new ArrayList<>();
        History history = reader().readHere();
        Notes notes = target.noteBook().read();
        Notes mended = notes.withNothingBegun();
        if (history.baseline().isPresent()) {
            String version = history.baseline().get();
            history.mismatches().stream()
                    .filter(mismatch -> mismatch.kind() == Mismatch.Kind.OUT_OF_ORDER)
                    .filter(mismatch -> isBelow(version, mismatch, history))
                    .forEach(mismatch ->
                            done.add("took %s as held since %s was declared".formatted(mismatch.script(), version)));
            mended = mended.withBaseline(Notes.Baseline.of(MigrationFolder.read(target.folder()), version));
        }
        if (!mended.equals(notes)) {
            target.noteBook().write(mended);
        }
        return done;
    }

    private static boolean isBelow(String baseline, Mismatch mismatch, History history) {
        return history.migrations().stream()
                .filter(migration -> migration.script().equals(mismatch.script()))
                .flatMap(migration -> migration.version().stream())
                .anyMatch(version ->
                        MigrationVersion.fromVersion(version).compareTo(MigrationVersion.fromVersion(baseline)) <= 0);
    }

    /**
     * Declares that a database that existed before holds everything up to this version.
     *
     * @return what the user should know beyond that
     */
    public List<String> baseline(String version) {
        List<String> notices = new ArrayList<>();
        watch().during(
                        () -> {
                            declare(version);
                            return version;
                        },
                        notices::add);
        return notices;
    }

    private void declare(String version) {
        FlywaySetup setup = setup();
        // First what it means, then that it is so: a file that is written later must never pass for one of these.
        target.noteBook().write(target.noteBook().read().withBaseline(Notes.Baseline.of(setup.folder(), version)));
        try {
            setup.configure(new SessionSource(postgres, false))
                    .baselineVersion(MigrationVersion.fromVersion(version))
                    .load()
                    .baseline();
        } catch (FlywayException e) {
            throw FlywayFailures.translated(e);
        }
    }

    /**
     * What was changed in the database beside its migrations. Writes nothing.
     *
     * @throws BerthException when it was not written down how the schema is to be
     */
    public Drift drift() {
        return watch().drift()
                .orElseThrow(
                        () -> new BerthException(
                                ErrorCode.FAILED,
                                "nothing is written down of the schema of %s since the last migration that it had"
                                        .formatted(target.environment()),
                                "Migrations that Berth runs are written down. Where the schema is right as it is now: berth db drift --accept"));
    }

    /** Takes the schema as it is now for what it is to be. */
    public void acceptSchema() {
        watch().accept();
    }

    private SchemaWatch watch() {
        return new SchemaWatch(postgres, target.schemaRecord(), () -> reader().readHere(), clock);
    }

    /** What has succeeded in this database with the text that its file has now. */
    Set<SuccessRecord.Entry> succeeded() {
        return succeeded(reader().read());
    }

    private Set<SuccessRecord.Entry> succeeded(History history) {
        MigrationFolder folder = MigrationFolder.read(target.folder());
        Optional<Notes.Baseline> declared = target.noteBook()
                .read()
                .baseline()
                .filter(each -> history.baseline().map(each::isAt).orElse(false));
        Set<String> edited = new TreeSet<>();
        history.mismatches().forEach(mismatch -> edited.add(mismatch.script()));
        Set<SuccessRecord.Entry> entries = new TreeSet<>();
        for (Migration migration : history.migrations()) {
            if (migration.state() == MigrationState.APPLIED && !edited.contains(migration.script())) {
                folder.file(migration)
                        .filter(file -> migration.installedAt().isPresent()
                                || declared.map(each -> each.holds(file)).orElse(false))
                        .map(SuccessRecord.Entry::of)
                        .ifPresent(entries::add);
            }
        }
        return entries;
    }

    private List<String> record(History history) {
        Optional<SuccessRecord> wanted = target.record().get();
        if (wanted.isEmpty()) {
            return List.of();
        }
        SuccessRecord record = wanted.get();
        try {
            return record.add(succeeded(history))
                    ? List.of("%s changed: commit it, it lets these migrations into other environments"
                            .formatted(record.file()))
                    : List.of();
        } catch (IOException | BerthException e) {
            return List.of(
                    "the migrations succeeded, but %s cannot be written: %s".formatted(record.file(), e.getMessage()));
        }
    }

    /** Why nothing may be applied; empty where nothing stands against it. */
    private Optional<BerthException> objection(History history) {
        return history.mismatches().stream()
                .filter(mismatch ->
                        mismatch.kind().blocks() || (mismatch.kind() == Mismatch.Kind.AHEAD && !target.mayBeBehind()))
                .map(Migrator::refusal)
                .findFirst();
    }

    private static BerthException refusal(Mismatch mismatch) {
        return new BerthException(ErrorCode.MIGRATION_FAILED, mismatch.message(), mismatch.hint());
    }

    /** What only the database knows, in one sentence. */
    private static List<String> behind(History history) {
        List<String> unknown = history.mismatches().stream()
                .filter(mismatch -> mismatch.kind() == Mismatch.Kind.AHEAD)
                .map(Mismatch::script)
                .toList();
        return unknown.isEmpty()
                ? List.of()
                : List.of(
                        "the files here are older than the database, which has %s too: get the newer ones from version control"
                                .formatted(String.join(", ", unknown)));
    }

    private HistoryReader reader() {
        return reader(MigrationFolder.read(target.folder()));
    }

    private HistoryReader reader(MigrationFolder folder) {
        return new HistoryReader(
                postgres, setup(folder), new HistoryTables(postgres, target.schema()), target.noteBook());
    }

    private FlywaySetup setup() {
        return setup(MigrationFolder.read(target.folder()));
    }

    private FlywaySetup setup(MigrationFolder folder) {
        return new FlywaySetup(folder, placeholders(), target.schema());
    }

    private Placeholders placeholders() {
        return new Placeholders(target.environment(), target.placeholders());
    }

    @Override
    public void close() {
        postgres.close();
        reach.close();
    }
}
