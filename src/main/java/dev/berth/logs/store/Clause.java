package dev.berth.logs.store;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * One thing that is asked of a message.
 *
 * <p>Each has a form for the index, which finds all that fit and perhaps others, and a check on the message, in lower case,
 * which takes the others out.
 */
public sealed interface Clause {

    /** In the language of FTS5, of letters, digits and what joins them; empty where the index cannot help, and all messages are looked through. */
    Optional<String> forIndex();

    /** A pattern of SQL's LIKE, without the percent signs around it, to look through all messages with. */
    String forScan();

    /** Whether the message has it. */
    boolean fits(String lowerCase);

    /** Words that follow each other as they are written, punctuation and all; one word mostly. */
    record Phrase(String text) implements Clause {
        @Override
        public Optional<String> forIndex() {
            return allOf(WordSplitter.words(text));
        }

        @Override
        public String forScan() {
            return likePattern(text);
        }

        @Override
        public boolean fits(String lowerCase) {
            for (int at = lowerCase.indexOf(text); at >= 0; at = lowerCase.indexOf(text, at + 1)) {
                if (beginsWord(lowerCase, at) && endsWord(lowerCase, at + text.length())) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A word that begins so. */
    record Beginning(String text) implements Clause {
        @Override
        public Optional<String> forIndex() {
            List<String> words = WordSplitter.words(text);
            boolean endsInWord = WordSplitter.isPartOfWord(text.charAt(text.length() - 1));
            return allOf(words).map(all -> endsInWord && !all.endsWith("*") ? all + "*" : all);
        }

        @Override
        public String forScan() {
            return likePattern(text);
        }

        @Override
        public boolean fits(String lowerCase) {
            for (int at = lowerCase.indexOf(text); at >= 0; at = lowerCase.indexOf(text, at + 1)) {
                if (beginsWord(lowerCase, at)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A text anywhere, also in the middle of a word. */
    record Part(String text) implements Clause {
        /** The words that stand whole within it. */
        @Override
        public Optional<String> forIndex() {
            int begin = 0;
            int end = text.length();
            while (begin < end && WordSplitter.isPartOfWord(text.charAt(begin))) {
                begin++;
            }
            while (end > begin && WordSplitter.isPartOfWord(text.charAt(end - 1))) {
                end--;
            }
            return allOf(WordSplitter.words(text.substring(begin, end)));
        }

        @Override
        public String forScan() {
            return likePattern(text);
        }

        @Override
        public boolean fits(String lowerCase) {
            return lowerCase.contains(text);
        }
    }

    /** A field of a line of JSON, which stands as {@code name=value} in its message; so do those of other loggers. */
    record Field(String name, String value) implements Clause {
        @Override
        public Optional<String> forIndex() {
            return allOf(WordSplitter.words(name + "=" + value));
        }

        @Override
        public String forScan() {
            return likePattern(name + "=");
        }

        @Override
        public boolean fits(String lowerCase) {
            return has(lowerCase, name + "=" + value) || has(lowerCase, name + "=\"" + value + "\"");
        }

        private static boolean has(String message, String text) {
            for (int at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
                int end = at + text.length();
                if ((at == 0 || separates(message.charAt(at - 1)))
                        && (end == message.length() || separates(message.charAt(end)))) {
                    return true;
                }
            }
            return false;
        }

        private static boolean separates(char character) {
            return Character.isWhitespace(character) || ",;()[]{}".indexOf(character) >= 0;
        }
    }

    private static Optional<String> allOf(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        StringJoiner all = new StringJoiner(" AND ");
        words.forEach(word -> all.add("\"" + word + "\"" + (word.length() >= WordSplitter.LONGEST ? "*" : "")));
        return Optional.of(all.toString());
    }

    /** Other letters than the 26 are left open, since SQLite knows no lower case of them. */
    private static String likePattern(String text) {
        StringBuilder pattern = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isSurrogate(character)) {
                // Two of them are one character to SQLite.
                pattern.append(Character.isHighSurrogate(character) ? "_" : "");
            } else if (character >= 0x80) {
                pattern.append('_');
            } else {
                pattern.append(character == '%' || character == '_' || character == '\\' ? "\\" : "")
                        .append(character);
            }
        }
        return pattern.toString();
    }

    private static boolean beginsWord(String text, int at) {
        return at == 0
                || !WordSplitter.isPartOfWord(text.charAt(at))
                || !WordSplitter.isPartOfWord(text.charAt(at - 1));
    }

    private static boolean endsWord(String text, int end) {
        return end == text.length()
                || !WordSplitter.isPartOfWord(text.charAt(end - 1))
                || !WordSplitter.isPartOfWord(text.charAt(end));
    }
}
