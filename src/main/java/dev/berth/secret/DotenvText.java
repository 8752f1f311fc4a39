package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text of lines {@code NAME=value}, as .env files have them, read so that no value changes on its way.
 *
 * <p>Nothing is interpolated: a dollar sign is a dollar sign. Without quotes a value ends at its line's end, or at a {@code #}
 * after a blank, and is taken as it is, a backslash too. Single quotes keep everything. In double quotes {@code \n \r \t
 * \" \\ \$} are escapes. A quoted value may go over several lines.
 */
public final class DotenvText {
    private final String text;
    private final String source;
    private int at;
    private int line = 1;

    private DotenvText(String text, String source) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.source = source;
    }

    /**
     * The values by name, in the text's order.
     *
     * @param source what it is, for messages, which never show a value
     * @throws BerthException USAGE, naming the line, for what cannot be read
     */
    public static Map<String, SecretValue> parse(String text, String source) {
        return new DotenvText(text, source).all();
    }

    private Map<String, SecretValue> all() {
        Map<String, SecretValue> values = new LinkedHashMap<>();
        while (at < text.length()) {
            skipBlanks();
            if (isLineEnd() || peek() == '#') {
                endLine();
                continue;
            }
            String name = name();
            if (values.putIfAbsent(name, SecretValue.of(value())) != null) {
                throw wrong("%s is there twice".formatted(name), "Keep one of them.");
            }
        }
        return values;
    }

    private String name() {
        String name = word();
        if (name.equals("export") && at < text.length() && isBlank(peek())) {
            skipBlanks();
            name = word();
        }
        skipBlanks();
        if (name.isEmpty() || at >= text.length() || peek() != '=') {
            throw wrong("no NAME=value", "A comment begins with #.");
        }
        at++;
        return name;
    }

    private String word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || "_.-".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private String value() {
        skipBlanks();
        char first = at < text.length() ? peek() : '\n';
        if (first == '"' || first == '\'') {
            at++;
            String value = quoted(first);
            skipBlanks();
            if (!isLineEnd() && peek() != '#') {
                throw wrong("something follows the closing quote", "Escape a quote within double quotes: \\\"");
            }
            endLine();
            return value;
        }
        int start = at;
        while (!isLineEnd() && !(peek() == '#' && at > start && isBlank(text.charAt(at - 1)))) {
            at++;
        }
        String value = text.substring(start, at).strip();
        endLine();
        return value;
    }

    private String quoted(char quote) {
        int begun = line;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == quote) {
                return value.toString();
            }
            if (next == '\n') {
                line++;
            }
            value.append(next == '\\' && quote == '"' ? escaped() : next);
        }
        line = begun;
        throw wrong("the quote that begins here never ends", "Close it.");
    }

    private String escaped() {
        char next = at < text.length() ? text.charAt(at++) : '\\';
        return switch (next) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '"', '\\', '$' -> String.valueOf(next);
            default ->
                throw wrong("a backslash in double quotes escapes nothing", "Write it as \\\\, or use single quotes.");
        };
    }

    private void endLine() {
        while (at < text.length()) {
            if (text.charAt(at++) == '\n') {
                line++;
                return;
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(peek())) {
            at++;
        }
    }

    private boolean isLineEnd() {
        return at >= text.length() || peek() == '\n' || (peek() == '\r' && text.startsWith("\r\n", at));
    }

    private char peek() {
        return text.charAt(at);
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    private BerthException wrong(String problem, String hint) {
        return new BerthException(ErrorCode.USAGE, "%s:%d: %s".formatted(source, line, problem), hint);
    }
}
