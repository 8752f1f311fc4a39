package dev.berth.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Splits a line into words as a POSIX shell does: blanks separate, single quotes keep everything, double quotes and a
 * backslash keep what follows, {@code #} before a word begins a comment. Outside single quotes {@code ${NAME}} is a
 * variable's value, which is never split, and {@code $$} a dollar sign.
 */
final class Lexer {
    private final String line;
    private final UnaryOperator<String> variables;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int next;

    private Lexer(String line, UnaryOperator<String> variables) {
        this.line = line;
        this.variables = variables;
    }

    /**
     * One word.
     *
     * @param start where it begins in the line
     * @param end where it ends there, after its last character
     */
    record Word(String text, int start, int end) {}

    /** The line goes on: a quote is not closed, or a backslash ends it. */
    static final class UnfinishedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UnfinishedException(String message) {
            super(message);
        }
    }

    /** The words with variables replaced. */
    static List<String> words(String line, UnaryOperator<String> variables) {
        return new Lexer(line, variables).split().stream().map(Word::text).toList();
    }

    /** The words with variables left as they stand, and where they are. */
    static List<Word> places(String line) {
        return new Lexer(line, name -> "${" + name + "}").split();
    }

    private List<Word> split() {
        while (skipToWord()) {
            int start = next;
            text.setLength(0);
            while (next < line.length() && !Character.isWhitespace(line.charAt(next))) {
                switch (line.charAt(next)) {
                    case '\'' -> literal();
                    case '"' -> quoted();
                    case '\\' -> escaped();
                    case '$' -> dollar();
                    default -> text.append(line.charAt(next++));
                }
            }
            words.add(new Word(text.toString(), start, next));
        }
        return words;
    }

    private boolean skipToWord() {
        while (next < line.length()) {
            char character = line.charAt(next);
            if (character == '#') {
                int end = line.indexOf('\n', next);
                next = end < 0 ? line.length() : end;
            } else if (character == '\\' && next + 1 < line.length() && line.charAt(next + 1) == '\n') {
                next += 2;
            } else if (Character.isWhitespace(character)) {
                next++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void literal() {
        int end = line.indexOf('\'', next + 1);
        if (end < 0) {
            throw new UnfinishedException("a single quote is not closed");
        }
        text.append(line, next + 1, end);
        next = end + 1;
    }

    private void quoted() {
        next++;
        while (next < line.length() && line.charAt(next) != '"') {
            char character = line.charAt(next);
            boolean special = next + 1 < line.length() && "\"\\$\n".indexOf(line.charAt(next + 1)) >= 0;
            if (character == '\\' && special) {
                escaped();
            } else if (character == '$') {
                dollar();
            } else {
                text.append(character);
                next++;
            }
        }
        if (next == line.length()) {
            throw new UnfinishedException("a double quote is not closed");
        }
        next++;
    }

    private void escaped() {
        if (next + 1 == line.length()) {
            throw new UnfinishedException("the line ends with a backslash");
        }
        if (line.charAt(next + 1) != '\n') {
            text.append(line.charAt(next + 1));
        }
        next += 2;
    }

    private void dollar() {
        if (line.startsWith("$$", next)) {
            text.append('$');
            next += 2;
            return;
        }
        int end = line.startsWith("${", next) ? line.indexOf('}', next) : -1;
        if (end < 0) {
            text.append('$');
            next++;
            return;
        }
        text.append(variables.apply(line.substring(next + 2, end)));
        next = end + 1;
    }
}
