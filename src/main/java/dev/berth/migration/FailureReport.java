package dev.berth.migration;

import dev.berth.datastore.PostgresError;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** Turns a migration's failure into what people need: where, why, what the database holds now, what to do. */
final class FailureReport {
    private static final Pattern MIXED = Pattern.compile("both transactional and non-transactional.*at line (\\d+)");
    private static final Pattern AT_LINE = Pattern.compile("\\bline (\\d+)\\b");

    private final Supplier<History> history;
    private final Supplier<List<InvalidIndex>> invalidIndexes;
    private final LongPredicate isCommitted;

    /**
     * All are asked after the failure: what the database holds is read, not guessed.
     *
     * @param isCommitted whether a transaction was committed
     */
    FailureReport(Supplier<History> history, Supplier<List<InvalidIndex>> invalidIndexes, LongPredicate isCommitted) {
        this.history = history;
        this.invalidIndexes = invalidIndexes;
        this.isCommitted = isCommitted;
    }

    /** Whether nothing of the migration that failed was kept; false where nobody can tell. */
    boolean isTakenBack(RunObserver observer) {
        try {
            return observer.isInTransaction() && !endedItsTransaction(observer);
        } catch (BerthException e) {
            return false;
        }
    }

    /** Whether the transaction in which it began was committed, and yet it failed. */
    private boolean endedItsTransaction(RunObserver observer) {
        OptionalLong transaction = observer.transaction();
        return transaction.isPresent() && isCommitted.test(transaction.getAsLong());
    }

    MigrationException interrupted(RunObserver observer) {
        // The flag would end the sessions that read the state.
        boolean interrupted = Thread.interrupted();
        try {
            return report(
                    ErrorCode.INTERRUPTED, OptionalInt.empty(), "interrupted", Optional.empty(), observer, "", null);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    BerthException of(RuntimeException failure, RunObserver observer, int attempts, List<Blocker> blockers) {
        Optional<PostgresError> error = PostgresError.in(failure);
        if (error.isEmpty()) {
            Optional<BerthException> own = own(failure);
            if (own.isPresent()) {
                return own.get();
            }
        }
        if (error.isEmpty() && failure instanceof FlywayException own) {
            return ofFlyway(own, observer);
        }
        PostgresError said = error.orElseThrow();
        OptionalInt line = line(failure, said);
        if (said.isLockTimeout()) {
            String holders = blockers.isEmpty()
                    ? "; who held it is not known"
                    : "; held by " + blockers.stream().map(Blocker::describe).collect(Collectors.joining(", "));
            return report(
                    ErrorCode.MIGRATION_FAILED,
                    line,
                    "no lock within %d ms%s%s"
                            .formatted(
                                    observer.patience().toMillis(),
                                    attempts > 1 ? " in %d attempts".formatted(attempts) : "",
                                    holders),
                    error,
                    observer,
                    blockers.isEmpty()
                            ? "Wait for other sessions to end, or"
                            : "End that session (SELECT pg_terminate_backend(%d)) or wait for it, or"
                                    .formatted(blockers.getFirst().process()),
                    failure);
        }
        if (said.isConnectionLost()) {
            return report(
                    ErrorCode.MIGRATION_FAILED,
                    line,
                    "the connection to the database was lost: " + said.message(),
                    error,
                    observer,
                    "See why in its log (berth stack logs), and",
                    failure);
        }
        return report(ErrorCode.MIGRATION_FAILED, line, said.message(), error, observer, "", failure);
    }

    /** Flyway wraps what was said within its loop. */
    private static Optional<BerthException> own(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BerthException own) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    private BerthException ofFlyway(FlywayException failure, RunObserver observer) {
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return new BerthException(
                    ErrorCode.MIGRATION_FAILED,
                    "the database holds tables already, but no history of migrations",
                    "Say up to which version it is migrated: berth db baseline VERSION",
                    failure);
        }
        String sentence = FlywayFailures.firstSentence(failure);
        Matcher mixed = MIXED.matcher(sentence);
        if (mixed.find()) {
            return report(
                    ErrorCode.MIGRATION_FAILED,
                    OptionalInt.of(Integer.parseInt(mixed.group(1))),
                    "the file mixes statements that need a transaction with ones that cannot stand in one",
                    Optional.empty(),
                    observer,
                    "Put statements such as CREATE INDEX CONCURRENTLY into a file of their own;",
                    failure);
        }
        Matcher line = AT_LINE.matcher(sentence);
        return report(
                ErrorCode.MIGRATION_FAILED,
                line.find() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty(),
                sentence,
                Optional.empty(),
                observer,
                "",
                failure);
    }

    private MigrationException report(
            ErrorCode code,
            OptionalInt line,
            String reason,
            Optional<PostgresError> error,
            RunObserver observer,
            String firstAdvice,
            @Nullable Throwable cause) {
        String advice = firstAdvice.isEmpty() ? "" : firstAdvice + " ";
        History now;
        boolean ended;
        try {
            now = history.get();
            observer.keptWhere(now);
            ended = observer.current().isPresent() && endedItsTransaction(observer);
        } catch (BerthException e) {
            return unreadable(code, line, reason, error, observer, advice, e, cause);
        }
        String script = script(observer, Optional.of(now));
        String level = now.current()
                .map(version -> "The schema is at version %s.".formatted(version))
                .orElse("The schema has no version yet.");
        if (ended) {
            return new MigrationException(
                    code,
                    new MigrationException.Failure(
                            script,
                            line,
                            reason,
                            error,
                            MigrationException.Kept.PART,
                            "%s ended the transaction in which it began: what stands before that was kept, and it does not count as applied. %s"
                                    .formatted(script, level),
                            List.of()),
                    "Undo by hand what it left, take COMMIT, ROLLBACK and BEGIN out of it, then: berth db migrate",
                    cause);
        }
        Optional<Migration> marked = now.migrations().stream()
                .filter(migration -> migration.script().equals(script) && migration.state() == MigrationState.FAILED)
                .findFirst();
        if (marked.isEmpty()) {
            return new MigrationException(
                    code,
                    new MigrationException.Failure(
                            script,
                            line,
                            reason,
                            error,
                            MigrationException.Kept.NOTHING,
                            "Nothing of %s was kept. %s".formatted(script, level),
                            List.of()),
                    advice + "run again when the cause is gone: berth db migrate",
                    cause);
        }
        return halfDone(code, script, line, reason, error, observer, cause);
    }

    private static MigrationException unreadable(
            ErrorCode code,
            OptionalInt line,
            String reason,
            Optional<PostgresError> error,
            RunObserver observer,
            String advice,
            BerthException away,
            @Nullable Throwable cause) {
        String script = script(observer, Optional.empty());
        boolean known = observer.current().isEmpty() || (observer.isInTransaction() && !observer.isAtItsEnd());
        String left;
        if (known) {
            left = "a migration in a transaction leaves nothing.";
        } else if (observer.isInTransaction()) {
            left = "%s was at its end: either all of it was kept, or nothing.".formatted(script);
        } else {
            left = "%s runs outside a transaction: %s, and it counts as failed half way until berth db repair."
                    .formatted(script, effect(observer));
        }
        return new MigrationException(
                code,
                new MigrationException.Failure(
                        script,
                        line,
                        reason,
                        error,
                        known ? MigrationException.Kept.NOTHING : MigrationException.Kept.UNKNOWN,
                        "What it left cannot be read (%s); %s".formatted(away.getMessage(), left),
                        List.of()),
                advice + "look when the database answers again: berth db info",
                cause);
    }

    /** What statements that are not taken back did. */
    private static String effect(RunObserver observer) {
        return observer.statements() == 0
                ? "none of its statements ended, but the one that failed may have left something"
                : "the first %d of its statements took effect, and the one that failed may have left something"
                        .formatted(observer.statements());
    }

    private MigrationException halfDone(
            ErrorCode code,
            String script,
            OptionalInt line,
            String reason,
            Optional<PostgresError> error,
            RunObserver observer,
            @Nullable Throwable cause) {
        List<InvalidIndex> broken = invalidIndexes.get();
        String indexes = broken.isEmpty()
                ? ""
                : " INVALID and left behind: %s."
                        .formatted(broken.stream().map(InvalidIndex::toString).collect(Collectors.joining(", ")));
        String left = "%s runs outside a transaction: %s. It is marked as failed.%s"
                .formatted(script, effect(observer), indexes);
        return new MigrationException(
                code,
                new MigrationException.Failure(script, line, reason, error, MigrationException.Kept.PART, left, broken),
                "Make the file safe to run again from its start (IF NOT EXISTS) or undo its effect by hand, then: berth db repair (it %stakes away the mark), berth db migrate"
                        .formatted(broken.isEmpty() ? "" : "drops the INVALID index and "),
                cause);
    }

    /** A file that cannot be read as SQL fails before it begins: it is the first that is still pending. */
    private static String script(RunObserver observer, Optional<History> now) {
        return observer.current()
                .map(Migration::script)
                .or(() -> now.flatMap(history ->
                        history.pending().stream().map(Migration::script).findFirst()))
                .orElse("migrate");
    }

    private static OptionalInt line(Throwable failure, PostgresError error) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywaySqlScriptException script) {
                return OptionalInt.of(StatementLine.of(
                        script.getLineNumber(), String.valueOf(script.getStatement()), error.position()));
            }
        }
        return OptionalInt.empty();
    }
}
