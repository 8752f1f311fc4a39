package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code set NAME=value} gave names to. */
final class Variables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> values = new LinkedHashMap<>();

    /** The words of a line with each {@code ${NAME}} replaced; throws USAGE for one that was not set. */
    List<String> words(String line) {
        return Lexer.words(line, this::value);
    }

    /** Carries out a line that sets a variable; false for any other line. */
    boolean assign(String line) {
        if (!isAssignment(line)) {
            return false;
        }
        List<String> words = words(line);
        Optional<String> assignment = words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
        int equals = assignment.map(word -> word.indexOf('=')).orElse(-1);
        if (equals < 0 || !NAME.matcher(words.get(1).substring(0, equals)).matches()) {
            throw new BerthException(
                    ErrorCode.USAGE, "set takes one NAME=value", "Quote a value with blanks: set NAME='two words'");
        }
        values.put(words.get(1).substring(0, equals), words.get(1).substring(equals + 1));
        return true;
    }

    /** Whether a line sets a variable. */
    static boolean isAssignment(String line) {
        List<Lexer.Word> words = Lexer.places(line);
        return !words.isEmpty() && words.getFirst().text().equals("set");
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "the variable %s is not set".formatted(name),
                    Nearest.to(name, values.keySet())
                            .map(nearest -> "did you mean: ${%s}".formatted(nearest))
                            .orElse(
                                    "Set it before: set %s=value. A dollar sign itself is $$, or stands in single quotes."
                                            .formatted(name)));
        }
        return value;
    }
}
