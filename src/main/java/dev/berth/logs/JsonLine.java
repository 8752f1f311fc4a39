package dev.berth.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a line that is one JSON object: its texts, numbers (as they are written), truths, and objects of these. Lists and
 * nulls are checked and left out. By hand, since a parser made for documents takes longer to make ready than a line is worth.
 */
final class JsonLine {
    private static final int DEEPEST = 32;

    private final String text;
    private int position;

    private JsonLine(String text) {
        this.text = text;
    }

    /** A number in the words of whoever wrote it. */
    record Numeral(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** It is not JSON after all. */
    private static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1;

        private NotJsonException() {
            super("not JSON", null, false, false);
        }
    }

    /** Its members in their order; empty where the line is no JSON object, or a very deep one. */
    static Optional<Map<String, Object>> members(String line) {
        if (!line.startsWith("{") || !line.endsWith("}")) {
            return Optional.empty();
        }
        try {
            JsonLine reader = new JsonLine(line);
            Map<String, Object> members = reader.object(0);
            return reader.position == line.length() ? Optional.of(members) : Optional.empty();
        } catch (NotJsonException e) {
            return Optional.empty();
        }
    }

    private Map<String, Object> object(int depth) throws NotJsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (next() == '}') {
            position++;
            return members;
        }
        while (true) {
            next();
            String name = string();
            next();
            expect(':');
            value(depth + 1).ifPresent(value -> members.put(name, value));
            if (next() == '}') {
                position++;
                return members;
            }
            expect(',');
        }
    }

    private Optional<Object> value(int depth) throws NotJsonException {
        if (depth > DEEPEST) {
            throw new NotJsonException();
        }
        char first = next();
        return switch (first) {
            case '"' -> Optional.of(string());
            case '{' -> Optional.of(object(depth));
            case '[' -> {
                list(depth);
                yield Optional.empty();
            }
            case 't' -> Optional.of(word("true", true));
            case 'f' -> Optional.of(word("false", false));
            case 'n' -> {
                word("null", false);
                yield Optional.empty();
            }
            default -> Optional.of(number());
        };
    }

    private void list(int depth) throws NotJsonException {
        expect('[');
        if (next() == ']') {
            position++;
            return;
        }
        while (true) {
            value(depth + 1);
            if (next() == ']') {
                position++;
                return;
            }
            expect(',');
        }
    }

    private Boolean word(String word, boolean meaning) throws NotJsonException {
        if (!text.startsWith(word, position)) {
            throw new NotJsonException();
        }
        position += word.length();
        return meaning;
    }

    private Numeral number() throws NotJsonException {
        int begin = position;
        while (isNumeric(peek())) {
            position++;
        }
        String number = text.substring(begin, position);
        if (!isPlain(number)) {
            try {
                Double.parseDouble(number);
            } catch (NumberFormatException e) {
                throw new NotJsonException();
            }
        }
        return new Numeral(number);
    }

    /** Digits with a point between them at most: there is no need to find out what they are worth. */
    private static boolean isPlain(String number) {
        boolean pointed = false;
        for (int i = 0; i < number.length(); i++) {
            char character = number.charAt(i);
            boolean isPoint = character == '.' && !pointed && i > 0 && i < number.length() - 1;
            pointed |= isPoint;
            if (!isPoint && (character < '0' || character > '9')) {
                return false;
            }
        }
        return !number.isEmpty();
    }

    private static boolean isNumeric(char character) {
        return (character >= '0' && character <= '9')
                || character == '-'
                || character == '+'
                || character == '.'
                || character == 'e'
                || character == 'E';
    }

    private String string() throws NotJsonException {
        expect('"');
        int begin = position;
        while (peek() != '"') {
            if (peek() == '\\') {
                return escaped(begin);
            }
            position++;
        }
        return text.substring(begin, position++);
    }

    /** The rest of a text in which something is escaped. */
    private String escaped(int begin) throws NotJsonException {
        StringBuilder string = new StringBuilder().append(text, begin, position);
        for (char character = peek(); character != '"'; character = peek()) {
            position++;
            string.append(character == '\\' ? escape() : character);
        }
        position++;
        return string.toString();
    }

    private char escape() throws NotJsonException {
        char kind = peek();
        position++;
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new NotJsonException();
        };
    }

    private char unicode() throws NotJsonException {
        int character = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw new NotJsonException();
            }
            character = character * 16 + digit;
            position++;
        }
        return (char) character;
    }

    private void expect(char character) throws NotJsonException {
        if (peek() != character) {
            throw new NotJsonException();
        }
        position++;
    }

    /** The next character that is no blank, which stays where it is. */
    private char next() throws NotJsonException {
        char character = peek();
        while (character == ' ' || character == '\t') {
            position++;
            character = peek();
        }
        return character;
    }

    private char peek() throws NotJsonException {
        if (position >= text.length()) {
            throw new NotJsonException();
        }
        return text.charAt(position);
    }
}
