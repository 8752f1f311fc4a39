package dev.berth.shell;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Moments as the command line takes them: RFC 3339, or how long ago. */
final class MomentText {
    private MomentText() {}

    /** Throws IllegalArgumentException or ArithmeticException for anything else. */
    static Instant parse(String text) {
        if (text.indexOf('T') < 0) {
            Duration ago = DurationText.parse(text);
            try {
                return Instant.now().minus(ago);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("longer ago than time goes: " + text, e);
            }
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a moment: " + text, e);
        }
    }
}
