package dev.berth.logs;

import java.util.Locale;
import java.util.Map;

/** Finds the level that a line of text names; by hand, since every line of every log comes through here. */
final class LevelWords {
    private static final int WHERE_LEVELS_STAND = 80;
    private static final int LONGEST = "information".length();

    private static final Map<String, LogLevel> LEVELS = Map.ofEntries(
            Map.entry("trace", LogLevel.TRACE),
            Map.entry("debug", LogLevel.DEBUG),
            Map.entry("dbg", LogLevel.DEBUG),
            Map.entry("info", LogLevel.INFO),
            Map.entry("information", LogLevel.INFO),
            Map.entry("notice", LogLevel.INFO),
            Map.entry("log", LogLevel.INFO),
            Map.entry("warn", LogLevel.WARN),
            Map.entry("warning", LogLevel.WARN),
            Map.entry("wrn", LogLevel.WARN),
            Map.entry("err", LogLevel.ERROR),
            Map.entry("error", LogLevel.ERROR),
            Map.entry("fatal", LogLevel.FATAL),
            Map.entry("panic", LogLevel.FATAL),
            Map.entry("crit", LogLevel.FATAL),
            Map.entry("critical", LogLevel.FATAL),
            Map.entry("emerg", LogLevel.FATAL),
            Map.entry("emergency", LogLevel.FATAL),
            Map.entry("alert", LogLevel.FATAL),
            Map.entry("severe", LogLevel.FATAL));

    private LevelWords() {}

    /** The level that a word means; UNKNOWN where it means none. */
    static LogLevel named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        LogLevel level = LEVELS.get(lower);
        return level != null ? level : lower.startsWith("debug") ? LogLevel.DEBUG : LogLevel.UNKNOWN;
    }

    /** A level before a bracket, colon or bar, after {@code level=}, or by itself in capitals: the first there is. */
    static LogLevel in(String line) {
        int end = Math.min(line.length(), WHERE_LEVELS_STAND);
        for (int i = 0; i < end; i++) {
            if (!isLetter(line.charAt(i))) {
                continue;
            }
            int begin = i;
            while (i < end && isLetter(line.charAt(i))) {
                i++;
            }
            if (i - begin >= 3 && i - begin <= LONGEST) {
                LogLevel level = at(line, begin, i, end);
                if (level != LogLevel.UNKNOWN) {
                    return level;
                }
            }
        }
        return LogLevel.UNKNOWN;
    }

    private static LogLevel at(String line, int begin, int letters, int end) {
        boolean numbered = letters < end && line.charAt(letters) >= '1' && line.charAt(letters) <= '5';
        int after = numbered ? letters + 1 : letters;
        char next = after < end ? line.charAt(after) : ' ';
        boolean assigned = isAssigned(line, begin) && !isWordCharacter(next);
        boolean apart = begin == 0 || !(isWordCharacter(line.charAt(begin - 1)) || line.charAt(begin - 1) == '-');
        boolean marked = apart && (next == ']' || next == ':' || next == '|');
        boolean shouted = apart && Character.isWhitespace(next) && isUpperCase(line, begin, letters);
        if (!(assigned || marked || shouted)) {
            return LogLevel.UNKNOWN;
        }
        LogLevel level = LEVELS.getOrDefault(line.substring(begin, letters).toLowerCase(Locale.ROOT), LogLevel.UNKNOWN);
        return numbered && level != LogLevel.DEBUG ? LogLevel.UNKNOWN : level;
    }

    /** Whether {@code level=} stands before it, perhaps with a quote between. */
    private static boolean isAssigned(String line, int begin) {
        int equals = begin > 0 && line.charAt(begin - 1) == '"' ? begin - 2 : begin - 1;
        return equals >= 5 && line.charAt(equals) == '=' && line.regionMatches(true, equals - 5, "level", 0, 5);
    }

    private static boolean isUpperCase(String line, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (line.charAt(i) > 'Z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private static boolean isWordCharacter(char character) {
        return isLetter(character) || (character >= '0' && character <= '9') || character == '_';
    }
}
