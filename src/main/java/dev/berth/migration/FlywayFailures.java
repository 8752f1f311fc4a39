package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import org.flywaydb.core.api.FlywayException;

/** Flyway's failures in Berth's words, where they are not about a migration that ran. */
final class FlywayFailures {
    private FlywayFailures() {}

    static BerthException translated(FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BerthException own) {
                return own;
            }
        }
        return new BerthException(
                ErrorCode.MIGRATION_FAILED, firstSentence(failure), "See: berth db info, berth db validate", failure);
    }

    /** Without the advice on Flyway's own options, which Berth does not have. */
    static String firstSentence(FlywayException failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }
}
