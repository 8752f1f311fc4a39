package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment with its zone, such as {@code 2026-11-22 10:00+01:00}, {@code 2026-11-22T09:00:00Z} or {@code 2026-11-22 10:00
 * Europe/Berlin}: one without a zone means something else on the server than on a laptop.
 */
final class ZonedMoment {
    private static final Pattern PARTS = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?) ?(Z|[+-]\\d{2}(?::?\\d{2})?|[A-Za-z][A-Za-z_]*(?:/[A-Za-z0-9_+-]+)*)?");

    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private ZonedMoment() {}

    /** Throws USAGE where it is no moment, has no zone, or is none or two moments in its zone. */
    static Instant parse(String text) {
        Matcher matcher = PARTS.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong("%s is no moment".formatted(Quoted.word(text)));
        }
        try {
            LocalDateTime local = LocalDateTime.parse(matcher.group(1) + " " + matcher.group(2), LOCAL);
            if (matcher.group(3) == null) {
                throw wrong("%s does not say in which zone".formatted(Quoted.word(text)));
            }
            ZoneId zone = ZoneId.of(matcher.group(3));
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            if (offsets.isEmpty()) {
                throw wrong("there was no %s in %s: clocks were put forward".formatted(matcher.group(2), zone));
            }
            if (offsets.size() > 1) {
                throw wrong("%s was twice in %s: write %s or %s"
                        .formatted(matcher.group(2), zone, offsets.getFirst(), offsets.getLast()));
            }
            return local.toInstant(offsets.getFirst());
        } catch (DateTimeException e) {
            throw wrong("%s is no moment".formatted(Quoted.word(text)));
        }
    }

    private static BerthException wrong(String message) {
        return new BerthException(
                ErrorCode.USAGE, message, "Such as: --at \"2026-11-22 10:00+01:00\", or 2026-11-22T09:00:00Z");
    }
}
