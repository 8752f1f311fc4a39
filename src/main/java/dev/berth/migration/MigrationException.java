package dev.berth.migration;

import dev.berth.datastore.PostgresError;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A migration did not succeed: where, what PostgreSQL said, and in what state the database is now. */
public final class MigrationException extends BerthException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    MigrationException(ErrorCode code, Failure failure, String hint, @Nullable Throwable cause) {
        super(code, failure.describe(), hint, cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /** Whether the database may hold a part of the migration: then what ran before must not count as right for it. */
    public boolean mayBeHalfDone() {
        return failure.kept() != Kept.NOTHING;
    }

    /** What the database holds of a migration that failed. */
    public enum Kept {
        /** Its transaction took back everything. */
        NOTHING,
        /** Some of its statements took effect, or may have. */
        PART,
        /** It was at its commit, or outside a transaction, and the database does not answer. */
        UNKNOWN
    }

    /**
     * What is known of the failure.
     *
     * @param script the file's name
     * @param line in the file, from 1
     * @param reason one sentence without end: PostgreSQL's words, or ours
     * @param error what PostgreSQL said in full
     * @param kept what the database holds now of this migration
     * @param left the same in words
     * @param invalidIndexes those that are there after it
     */
    public record Failure(
            String script,
            OptionalInt line,
            String reason,
            Optional<PostgresError> error,
            Kept kept,
            String left,
            List<InvalidIndex> invalidIndexes) {

        String describe() {
            StringBuilder text = new StringBuilder(script);
            line.ifPresent(number -> text.append(" line ").append(number));
            text.append(": ").append(reason);
            error.ifPresent(said -> {
                text.append(" (SQLSTATE ").append(said.state()).append(')');
                said.detail()
                        .ifPresent(
                                detail -> text.append("\nPostgreSQL's detail: ").append(detail));
                said.hint()
                        .ifPresent(hint -> text.append("\nPostgreSQL's hint: ").append(hint));
                said.where()
                        .ifPresent(
                                where -> text.append("\nPostgreSQL's context: ").append(where));
            });
            return text.append('\n').append(left).toString();
        }
    }
}
