package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Sits in Flyway's loop: sets the lock time-out of each migration, notes what begins outside a transaction, keeps account of
 * what ran, and stops it when asked.
 */
final class RunObserver implements Callback {
    private final Map<String, Migration> pending;
    private final LockTimeouts timeouts;
    private final MigrationListener listener;
    private final LockWatch watch;
    private final NoteBook noteBook;
    private final Clock clock;
    private final List<Migration> applied = new ArrayList<>();
    private volatile @Nullable Migration current;
    private volatile boolean inTransaction = true;
    private final AtomicInteger statements = new AtomicInteger();
    private volatile Duration patience = Duration.ZERO;
    private volatile boolean stopped;
    private volatile OptionalLong transaction = OptionalLong.empty();
    private Instant start = Instant.EPOCH;
    /** How long the current migration took; empty until its last statement ended. */
    private volatile Optional<Duration> took = Optional.empty();

    /** @param pending what is to run, by script */
    RunObserver(
            Map<String, Migration> pending,
            LockTimeouts timeouts,
            MigrationListener listener,
            LockWatch watch,
            NoteBook noteBook,
            Clock clock) {
        this.pending = pending;
        this.timeouts = timeouts;
        this.listener = listener;
        this.watch = watch;
        this.noteBook = noteBook;
        this.clock = clock;
    }

    /** The migration that runs, or ran last and of which it is not known that it was kept. */
    Optional<Migration> current() {
        return Optional.ofNullable(current);
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /** Whether the current migration ran to its end: what failed then is the commit, or something after it. */
    boolean isAtItsEnd() {
        return took.isPresent();
    }

    /** The transaction in which the current migration began; empty where it runs in none. */
    OptionalLong transaction() {
        return transaction;
    }

    /** Statements of the current migration that were carried out. */
    int statements() {
        return statements.get();
    }

    /** How long the current migration waits for a lock. */
    Duration patience() {
        return patience;
    }

    synchronized List<Migration> applied() {
        return List.copyOf(applied);
    }

    /** Lets no further statement begin. */
    void stop() {
        stopped = true;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return switch (event) {
            case BEFORE_EACH_MIGRATE, BEFORE_EACH_MIGRATE_STATEMENT, AFTER_EACH_MIGRATE_STATEMENT, AFTER_EACH_MIGRATE ->
                true;
            default -> false;
        };
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        switch (event) {
            case BEFORE_EACH_MIGRATE -> begin(context);
            case BEFORE_EACH_MIGRATE_STATEMENT -> refuseWhenStopped();
            case AFTER_EACH_MIGRATE_STATEMENT -> statements.incrementAndGet();
            case AFTER_EACH_MIGRATE -> end();
            default -> throw new IllegalArgumentException("not asked for: " + event);
        }
    }

    /** The current migration is recorded: Flyway goes on only after the commit. */
    void kept() {
        Migration migration = current;
        if (migration != null && took.isPresent()) {
            synchronized (this) {
                applied.add(migration);
            }
            Duration duration = took.get();
            current = null;
            took = Optional.empty();
            listener.applied(migration, duration);
            if (!inTransaction) {
                forget();
            }
        }
    }

    private void forget() {
        try {
            noteBook.write(noteBook.read().withNothingBegun());
        } catch (BerthException e) {
            // The history has its end, so that the note says nothing any more.
            return;
        }
    }

    /** The same, where the history says so. */
    void keptWhere(History now) {
        Migration migration = current;
        if (migration != null && now.hasApplied(migration)) {
            kept();
        }
    }

    /** The current migration was taken back, and is tried again. */
    void takenBack() {
        took = Optional.empty();
    }

    private void begin(Context context) {
        kept();
        refuseWhenStopped();
        String script = context.getMigrationInfo().getScript();
        Migration migration = pending.get(script);
        if (migration == null) {
            throw new BerthException(
                    ErrorCode.MIGRATION_FAILED,
                    "%s appeared while migrations ran".formatted(script),
                    "Run the command again.");
        }
        try {
            // Flyway runs statements one by one, committing each, when they cannot stand in a transaction.
            inTransaction = !context.getConnection().getAutoCommit();
            patience = timeouts.apply(context.getConnection(), inTransaction);
            identify(context.getConnection());
        } catch (SQLException e) {
            throw new BerthException(ErrorCode.MIGRATION_FAILED, "cannot begin %s".formatted(script), null, e);
        }
        if (!inTransaction) {
            // Whatever ends the server or Berth from here on, the next run must not begin it again unasked.
            noteBook.write(noteBook.read().withBegun(new Notes.Begun(script, migration.checksum(), clock.instant())));
        }
        current = migration;
        took = Optional.empty();
        statements.set(0);
        start = clock.instant();
        listener.began(migration);
    }

    private void identify(Connection connection) throws SQLException {
        String query = inTransaction ? "SELECT pg_backend_pid(), txid_current()" : "SELECT pg_backend_pid()";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            watch.watch(row.getInt(1));
            transaction = inTransaction ? OptionalLong.of(row.getLong(2)) : OptionalLong.empty();
        }
    }

    private void end() {
        took = Optional.of(Duration.between(start, clock.instant()));
    }

    private void refuseWhenStopped() {
        if (stopped) {
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted", null);
        }
    }

    @Override
    public String getCallbackName() {
        return "berth";
    }
}
