package dev.berth.logs;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes from a text what would do something to a terminal: colours, movements, bells, turns of the direction of writing. */
public final class HarmlessText {
    /** ECMA-48: control sequences, then operating system commands and their like, then single escapes. */
    private static final Pattern ESCAPES = Pattern.compile(
            "\u001b\\[[0-?]*[ -/]*[@-~]|\u001b[]P^_X][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|\u001b[ -/]*[0-~]?");

    private static final char ESCAPE = '\u001b';
    private static final int TAB = 4;

    private HarmlessText() {}

    /** A text of several lines, which stay. */
    public static String ofLines(String text) {
        return isHarmless(text) || text.indexOf('\n') < 0
                ? of(text)
                : Arrays.stream(text.split("\n", -1)).map(HarmlessText::of).collect(Collectors.joining("\n"));
    }

    /** A text of one line. */
    public static String of(String text) {
        if (isHarmless(text)) {
            return text;
        }
        String plain = text.indexOf(ESCAPE) < 0 ? text : ESCAPES.matcher(text).replaceAll("");
        int end = plain.length();
        while (end > 0 && plain.charAt(end - 1) == '\r') {
            end--;
        }
        plain = plain.substring(0, end);
        StringBuilder clean = new StringBuilder(plain.length());
        plain.codePoints().forEach(character -> {
            if (character == '\t') {
                clean.repeat(' ', TAB - clean.length() % TAB);
            } else if (Character.getType(character) == Character.CONTROL) {
                // What a program wrote over with a carriage return, it wanted to be seen last.
                if (character == '\r') {
                    clean.setLength(0);
                }
            } else if (isText(character)) {
                clean.appendCodePoint(character);
            }
        });
        return clean.toString();
    }

    private static boolean isText(int character) {
        return switch (Character.getType(character)) {
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ' || character >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
