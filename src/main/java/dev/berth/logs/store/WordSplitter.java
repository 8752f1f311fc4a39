package dev.berth.logs.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text as the filters of blocks have them: runs of letters and digits in lower case. What is stored and what is
 * asked for must be split alike.
 */
final class WordSplitter {
    /** Longer ones, such as encoded files, are known by their beginning. */
    private static final int LONGEST = 64;

    private WordSplitter() {}

    /** All words in their order. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int length = text.length();
        int begin = -1;
        for (int i = 0; i <= length; i++) {
            if (i < length && isPartOfWord(text.charAt(i))) {
                begin = begin < 0 ? i : begin;
            } else if (begin >= 0) {
                words.add(lowerCase(text.substring(begin, Math.min(i, begin + LONGEST))));
                begin = -1;
            }
        }
        return words;
    }

    static boolean isPartOfWord(char character) {
        if (character < 0x80) {
            return (character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || (character >= 'A' && character <= 'Z');
        }
        // Half of a character beyond the first 65,536 is taken for a letter.
        return Character.isLetterOrDigit(character) || Character.isSurrogate(character);
    }

    /** Character by character, so that a text keeps its length. */
    static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                return lowerCaseOfAll(text);
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String lowerCaseOfAll(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            char changed = Character.toLowerCase(Character.toUpperCase(character));
            // A few, such as the long s, would become one of the 26 letters, which is not seen in bytes.
            lower.append(character >= 0x80 && changed < 0x80 ? character : changed);
        }
        return lower.toString();
    }
}
