package dev.berth.logs.store;

import java.util.List;

/**
 * One thing that is asked of a message.
 *
 * <p>Each tells by which words and texts all messages that fit, and perhaps others, are found, and has a check on the message,
 * in lower case, which takes the others out.
 */
public sealed interface Clause {

    /** Which words, as they are split, must stand whole in it. */
    List<String> words();

    /** Texts that must stand in it. */
    List<String> parts();

    /** Whether the message has it. */
    boolean fits(String lowerCase);

    /** Words that follow each other as they are written, punctuation and all; one word mostly. */
    record Phrase(String text) implements Clause {
        @Override
        public List<String> words() {
            return WordSplitter.words(text);
        }

        @Override
        public List<String> parts() {
            return List.of(text);
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
        public List<String> words() {
            List<String> words = WordSplitter.words(text);
            boolean endsInWord = WordSplitter.isPartOfWord(text.charAt(text.length() - 1));
            return endsInWord ? words.subList(0, words.size() - 1) : words;
        }

        @Override
        public List<String> parts() {
            return List.of(text);
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
        public List<String> words() {
            int begin = 0;
            int end = text.length();
            while (begin < end && WordSplitter.isPartOfWord(text.charAt(begin))) {
                begin++;
            }
            while (end > begin && WordSplitter.isPartOfWord(text.charAt(end - 1))) {
                end--;
            }
            return WordSplitter.words(text.substring(begin, end));
        }

        @Override
        public List<String> parts() {
            return List.of(text);
        }

        @Override
        public boolean fits(String lowerCase) {
            return lowerCase.contains(text);
        }
    }

    /** A field of a line of JSON, which stands as {@code name=value} in its message; so do those of other loggers. */
    record Field(String name, String value) implements Clause {
        @Override
        public List<String> words() {
            return WordSplitter.words(name + "=" + value);
        }

        @Override
        public List<String> parts() {
            return List.of(name + "=", value);
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
