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
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Sits in Flyway's loop: sets the lock time-out of each migration, keeps account of what ran, and stops it when asked. */
final class RunObserver implements Callback {
    private final Map<String, Migration> pending;
    private final LockTimeouts timeouts;
    private final MigrationListener listener;
    private final LockWatch watch;
    private final Clock clock;
    private final List<Migration> applied = new ArrayList<>();
    private volatile @Nullable Migration current;
    private volatile boolean inTransaction = true;
    private final AtomicInteger statements = new AtomicInteger();
    private volatile Duration patience = Duration.ZERO;
    private volatile boolean stopped;
    private Instant start = Instant.EPOCH;

    /** @param pending what is to run, by script */
    RunObserver(
            Map<String, Migration> pending,
            LockTimeouts timeouts,
            MigrationListener listener,
            LockWatch watch,
            Clock clock) {
        this.pending = pending;
        this.timeouts = timeouts;
        this.listener = listener;
        this.watch = watch;
        this.clock = clock;
    }

    /** The migration that runs, or ran last and did not end well. */
    Optional<Migration> current() {
        return Optional.ofNullable(current);
    }

    boolean isInTransaction() {
        return inTransaction;
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

    private void begin(Context context) {
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
            watch.watch(process(context.getConnection()));
        } catch (SQLException e) {
            throw new BerthException(ErrorCode.MIGRATION_FAILED, "cannot begin %s".formatted(script), null, e);
        }
        current = migration;
        statements.set(0);
        start = clock.instant();
        listener.began(migration);
    }

    private static int process(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void end() {
        Migration migration = current;
        if (migration != null) {
            synchronized (this) {
                applied.add(migration);
            }
            current = null;
            listener.applied(migration, Duration.between(start, clock.instant()));
        }
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
