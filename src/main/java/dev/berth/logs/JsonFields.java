package dev.berth.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What loggers that write JSON call level, message and time. */
final class JsonFields {
    /** Besides what most use: PostgreSQL, MongoDB, Serilog, hclog. */
    private static final List<String> LEVEL_KEYS = List.of(
            "level", "lvl", "severity", "loglevel", "log.level", "levelname", "error_severity", "@l", "@level", "s");

    /** rust's tracing keeps it one level below. */
    private static final List<String> MESSAGE_KEYS =
            List.of("msg", "message", "event", "text", "@m", "@mt", "@message", "fields");

    private static final List<String> TIME_KEYS =
            List.of("ts", "time", "timestamp", "@timestamp", "@t", "datetime", "date", "t");

    private static final Set<String> LEVEL_NAMES = Set.copyOf(LEVEL_KEYS);
    private static final Set<String> TIME_NAMES = Set.copyOf(TIME_KEYS);

    private static final List<LogLevel> TENS =
            List.of(LogLevel.TRACE, LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR, LogLevel.FATAL);

    /** Seconds until the year 2286; what is larger counts milli-, micro- or nanoseconds. */
    private static final double SECONDS_END = 1e10;

    /** Nanoseconds until then; what is larger is no time. */
    private static final double NANOS_END = SECONDS_END * 1e9;

    private static final int LONGEST_SECONDS = 10;
    private static final int DIGITS_OF_NANOS = 9;

    private JsonFields() {}

    static LogLevel level(Map<String, Object> object) {
        for (String key : LEVEL_KEYS) {
            LogLevel level = level(object.get(key));
            if (level != LogLevel.UNKNOWN) {
                return level;
            }
        }
        return LogLevel.UNKNOWN;
    }

    private static LogLevel level(@Nullable Object value) {
        if (value instanceof String word) {
            return LevelWords.named(word.length() == 1 ? spelledOut(word.charAt(0)) : word);
        }
        return value instanceof JsonLine.Numeral number ? numbered(number) : LogLevel.UNKNOWN;
    }

    private static String spelledOut(char letter) {
        return switch (Character.toUpperCase(letter)) {
            case 'T' -> "trace";
            case 'D' -> "debug";
            case 'I' -> "info";
            case 'W' -> "warn";
            case 'E' -> "error";
            case 'F' -> "fatal";
            default -> "";
        };
    }

    /** bunyan and pino count in tens, upwards; syslog downwards to 7, which is the least. */
    private static LogLevel numbered(JsonLine.Numeral numeral) {
        int number = (int) Double.parseDouble(numeral.text());
        if (number >= 10) {
            return TENS.get(Math.min(number / 10, TENS.size()) - 1);
        }
        return switch (number) {
            case 1, 2 -> LogLevel.FATAL;
            case 3 -> LogLevel.ERROR;
            case 4 -> LogLevel.WARN;
            case 5, 6 -> LogLevel.INFO;
            case 7 -> LogLevel.DEBUG;
            default -> LogLevel.UNKNOWN;
        };
    }

    /** The message, then what else it says, as {@code name=value}. */
    static String message(Map<String, Object> object) {
        StringJoiner text = new StringJoiner(" ");
        String used = "";
        for (String key : MESSAGE_KEYS) {
            Object value = object.get(key);
            String message = value instanceof String word
                    ? word
                    : value instanceof Map<?, ?> inner && inner.get("message") instanceof String word ? word : "";
            if (!message.isEmpty()) {
                text.add(message);
                used = key;
                break;
            }
        }
        for (Map.Entry<String, Object> field : object.entrySet()) {
            String name = field.getKey();
            Object value = field.getValue();
            // A level or a time that nobody understands stays where a person can read it.
            boolean simple = value instanceof String || value instanceof JsonLine.Numeral || value instanceof Boolean;
            boolean shown = simple
                    && !name.equals(used)
                    && !(LEVEL_NAMES.contains(name) && level(value) != LogLevel.UNKNOWN)
                    && !(TIME_NAMES.contains(name) && time(value).isPresent());
            if (shown) {
                text.add(name + "=" + value);
            }
        }
        return text.toString();
    }

    /** When the logger says that it was; empty where it does not, or in a way that nobody knows. */
    static Optional<Instant> time(Map<String, Object> object) {
        for (String key : TIME_KEYS) {
            Optional<Instant> time = time(object.get(key));
            if (time.isPresent()) {
                return time;
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> time(@Nullable Object value) {
        if (value instanceof JsonLine.Numeral number) {
            Optional<Instant> plain = ofDigits(number.text());
            return plain.isPresent() ? plain : ofNumber(Double.parseDouble(number.text()));
        }
        if (value instanceof Map<?, ?> inner) {
            return inner.get("$date") instanceof String text ? ofText(text) : Optional.empty();
        }
        return value instanceof String text ? ofText(text) : Optional.empty();
    }

    /** Seconds as most write them; by hand, since so many digits of every line are dear as a double. Empty for all others. */
    private static Optional<Instant> ofDigits(String text) {
        long seconds = 0;
        int position = 0;
        for (; position < text.length() && isDigit(text.charAt(position)); position++) {
            if (position == LONGEST_SECONDS) {
                return Optional.empty();
            }
            seconds = seconds * 10 + (text.charAt(position) - '0');
        }
        int nanos = 0;
        if (position < text.length()) {
            int digits = text.length() - position - 1;
            if (text.charAt(position++) != '.' || digits < 1 || digits > DIGITS_OF_NANOS) {
                return Optional.empty();
            }
            for (int i = 0; i < DIGITS_OF_NANOS; i++) {
                char digit = i < digits ? text.charAt(position + i) : '0';
                if (!isDigit(digit)) {
                    return Optional.empty();
                }
                nanos = nanos * 10 + (digit - '0');
            }
        }
        return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds, nanos)) : Optional.empty();
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static Optional<Instant> ofNumber(double number) {
        if (!(number > 0 && number < NANOS_END)) {
            return Optional.empty();
        }
        double seconds = number;
        while (seconds >= SECONDS_END) {
            seconds /= 1000;
        }
        // A double keeps about a microsecond of today's seconds.
        long micros = Math.round(seconds * 1e6);
        return Optional.of(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000));
    }

    private static Optional<Instant> ofText(String text) {
        if (text.length() < "2026-11-23T10:15Z".length() || text.charAt(4) != '-') {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
