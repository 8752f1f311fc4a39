package dev.berth.view;

import java.util.ArrayList;
import java.util.List;

/** Breaks texts without colours between words, so that a terminal does not break them anywhere. */
public final class Folding {
    /** Less than this beside a head is no place for a text. */
    private static final int LEAST = 16;

    private Folding() {}

    /** The text in lines of at most this many columns; a word that is longer is broken where the line ends. */
    public static List<String> fold(String text, int columns) {
        if (DisplayWidth.of(text) <= columns) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split(" +", -1)) {
            String rest = word;
            if (!line.isEmpty() && DisplayWidth.of(line.toString()) + 1 + DisplayWidth.of(rest) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (DisplayWidth.of(rest) > columns) {
                String part = atLeastOne(rest, DisplayWidth.clip(rest, columns));
                lines.add(part);
                rest = rest.substring(part.length());
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** The widest of a text's words. */
    static int longestWord(String text) {
        int longest = 0;
        for (String word : text.split(" +", -1)) {
            longest = Math.max(longest, DisplayWidth.of(word));
        }
        return longest;
    }

    /**
     * A head, and a text beside it that goes on below itself.
     *
     * @param head may be painted
     */
    public static List<String> hanging(String head, String text, Theme theme) {
        int indent = DisplayWidth.of(head);
        int room = theme.columns() - indent;
        List<String> lines = new ArrayList<>();
        for (String whole : text.lines().toList()) {
            for (String line : room < LEAST ? List.of(whole) : fold(whole, room)) {
                lines.add(((lines.isEmpty() ? head : " ".repeat(indent)) + line).stripTrailing());
            }
        }
        return lines.isEmpty() ? List.of(head.stripTrailing()) : lines;
    }

    /** A wide character may not fit where one column is left. */
    private static String atLeastOne(String word, String part) {
        return part.isEmpty() ? word.substring(0, Character.charCount(word.codePointAt(0))) : part;
    }
}
