package dev.berth.logs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one line of a log says, and how grave it is.
 *
 * @param loggedAt when the service itself says that it was
 */
record Reading(LogLevel level, String message, Begins begins, Optional<Instant> loggedAt) {
    private static final int WHERE_TIMES_STAND = 48;

    /** Redis: process, role, time, then one of {@code . - * #}. */
    private static final Pattern REDIS = Pattern.compile("^\\d+:[XCSM] \\d{2} \\w{3} \\d{4} [\\d:.]+ ([.\\-*#]) ");

    private static final Map<String, LogLevel> REDIS_LEVELS =
            Map.of(".", LogLevel.DEBUG, "-", LogLevel.INFO, "*", LogLevel.INFO, "#", LogLevel.WARN);

    /** What PostgreSQL says after a message of its own. */
    private static final Pattern POSTGRES_GOES_ON =
            Pattern.compile("^.{0,60}\\[\\d+\\](?: \\S+)? (?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY):  ");

    private static final Pattern CLOSING = Pattern.compile("[})\\]]+[,;]?");

    /** Whether a line is the first of its event. */
    enum Begins {
        /** It bears a time. */
        WITH_TIME,
        /** It names a level, or is an object of its own. */
        BY_ITSELF,
        /** It says nothing about it: in a log of lines with times it goes on, else it begins. */
        PERHAPS,
        /** Stack traces, indented text, closing brackets. */
        NOT
    }

    /**
     * Reads a line.
     *
     * @param redact takes secrets out: again after what could hide one, such as an escape, was taken out or resolved
     */
    static Reading of(String line, UnaryOperator<String> redact) {
        String shown = redact.apply(line);
        String plain = HarmlessText.of(shown);
        if (!plain.equals(shown)) {
            plain = redact.apply(plain);
        }
        Optional<Map<String, Object>> members = JsonLine.members(plain);
        if (members.isPresent()) {
            return of(members.get(), redact);
        }
        LogLevel level = level(plain);
        return new Reading(level, plain, begins(plain, level), Optional.empty());
    }

    private static Reading of(Map<String, Object> object, UnaryOperator<String> redact) {
        return new Reading(
                JsonFields.level(object),
                redact.apply(harmless(JsonFields.message(object))),
                Begins.BY_ITSELF,
                JsonFields.time(object));
    }

    /** A message that has lines keeps them; what its text resolves to may be as harmful as what is plainly there. */
    private static String harmless(String message) {
        if (message.indexOf('\n') < 0) {
            return HarmlessText.of(message);
        }
        StringJoiner text = new StringJoiner("\n");
        message.lines().forEach(line -> text.add(HarmlessText.of(line)));
        return text.toString();
    }

    private static LogLevel level(String line) {
        if (!line.isEmpty() && line.charAt(0) >= '0' && line.charAt(0) <= '9') {
            Matcher redis = REDIS.matcher(line);
            if (redis.find()) {
                return REDIS_LEVELS.getOrDefault(redis.group(1), LogLevel.UNKNOWN);
            }
        }
        return LevelWords.in(line);
    }

    private static Begins begins(String line, LogLevel level) {
        if (line.isEmpty()) {
            return Begins.PERHAPS;
        }
        char first = line.charAt(0);
        boolean goesOn = first == ' '
                ? !line.isBlank()
                : (first == '}' || first == ')' || first == ']')
                        ? CLOSING.matcher(line).matches()
                        : line.startsWith("Caused by: ") || isPostgresGoingOn(line);
        if (goesOn) {
            return Begins.NOT;
        }
        if (hasTime(line)) {
            return Begins.WITH_TIME;
        }
        return level == LogLevel.UNKNOWN ? Begins.PERHAPS : Begins.BY_ITSELF;
    }

    private static boolean isPostgresGoingOn(String line) {
        return line.indexOf(":  ") > 0 && POSTGRES_GOES_ON.matcher(line).find();
    }

    /** Whether a time of day such as {@code 08:55:52} stands near its beginning. */
    private static boolean hasTime(String line) {
        int end = Math.min(line.length(), WHERE_TIMES_STAND) - 5;
        for (int i = 2; i < end; i++) {
            if (line.charAt(i) == ':'
                    && line.charAt(i + 3) == ':'
                    && isDigit(line.charAt(i - 1))
                    && isDigit(line.charAt(i - 2))
                    && isDigit(line.charAt(i + 1))
                    && isDigit(line.charAt(i + 2))
                    && isDigit(line.charAt(i + 4))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
