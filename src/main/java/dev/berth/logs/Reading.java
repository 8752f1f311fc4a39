package dev.berth.logs;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one line of a log says, and how grave it is.
 *
 * @param continues whether it belongs to the line before
 */
record Reading(LogLevel level, String message, boolean continues) {
    private static final List<String> LEVEL_KEYS = List.of("level", "lvl", "severity", "loglevel", "log.level");
    private static final List<String> MESSAGE_KEYS = List.of("msg", "message", "event", "text");

    /** What stands at the time stamps of others: the engine has its own. */
    private static final List<String> TIME_KEYS = List.of("ts", "time", "timestamp", "@timestamp");

    private static final String WORDS = "trace|debug[1-5]?|dbg|info|information|notice|log|warn|warning|wrn|err|error"
            + "|fatal|panic|crit|critical|emerg|emergency|alert|severe";

    /** A level in brackets, before a colon, after {@code level=}, or by itself in capitals. */
    private static final Pattern WORD =
            Pattern.compile("(?i:(?<![\\w-])(%1$s)[\\]:|])|(?i:level=\"?(%1$s)\\b)|(?<![\\w-])(%2$s)(?=\\s|$)"
                    .formatted(WORDS, WORDS.toUpperCase(Locale.ROOT)));

    private static final int WHERE_LEVELS_STAND = 80;

    /** Redis: process, role, time, then one of {@code . - * #}. */
    private static final Pattern REDIS = Pattern.compile("^\\d+:[XCSM] \\d{2} \\w{3} \\d{4} [\\d:.]+ ([.\\-*#]) ");

    /** What stack traces and indented text look like, and what PostgreSQL says after a message of its own. */
    private static final Pattern CONTINUES = Pattern.compile("^(?:\\s+\\S.*|Caused by: .*|[})\\]]+[,;]?"
            + "|.{0,60}\\[\\d+\\](?: \\S+)? (?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY):  .*)$");

    private static final Map<String, LogLevel> REDIS_LEVELS =
            Map.of(".", LogLevel.DEBUG, "-", LogLevel.INFO, "*", LogLevel.INFO, "#", LogLevel.WARN);

    static Reading of(String line) {
        if (line.startsWith("{") && line.endsWith("}")) {
            try {
                return of(JsonParser.object().from(line));
            } catch (JsonParserException e) {
                // It only looks like JSON.
            }
        }
        return new Reading(level(line), line, CONTINUES.matcher(line).matches());
    }

    private static Reading of(JsonObject object) {
        String level = first(object, LEVEL_KEYS);
        String message = first(object, MESSAGE_KEYS);
        StringJoiner text = new StringJoiner(" ");
        if (!message.isEmpty()) {
            text.add(message);
        }
        for (Map.Entry<String, Object> field : object.entrySet()) {
            Object value = field.getValue();
            boolean known = LEVEL_KEYS.contains(field.getKey())
                    || MESSAGE_KEYS.contains(field.getKey())
                    || TIME_KEYS.contains(field.getKey());
            if (!known && (value instanceof String || value instanceof Number || value instanceof Boolean)) {
                text.add(field.getKey() + "=" + value);
            }
        }
        return new Reading(level.isEmpty() ? LogLevel.UNKNOWN : named(level), text.toString(), false);
    }

    private static String first(JsonObject object, List<String> keys) {
        for (String key : keys) {
            if (object.get(key) instanceof String value) {
                return value;
            }
        }
        return "";
    }

    private static LogLevel level(String line) {
        Matcher redis = REDIS.matcher(line);
        if (redis.find()) {
            return REDIS_LEVELS.getOrDefault(redis.group(1), LogLevel.UNKNOWN);
        }
        Matcher word = WORD.matcher(line.substring(0, Math.min(line.length(), WHERE_LEVELS_STAND)));
        if (!word.find()) {
            return LogLevel.UNKNOWN;
        }
        String found = word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3);
        return named(found);
    }

    private static LogLevel named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "trace" -> LogLevel.TRACE;
            case "info", "information", "notice", "log" -> LogLevel.INFO;
            case "warn", "warning", "wrn" -> LogLevel.WARN;
            case "err", "error" -> LogLevel.ERROR;
            case "fatal", "panic", "crit", "critical", "emerg", "emergency", "alert", "severe" -> LogLevel.FATAL;
            default -> lower.startsWith("d") ? LogLevel.DEBUG : LogLevel.UNKNOWN;
        };
    }
}
