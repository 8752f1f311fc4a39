package dev.berth.failure;

import java.util.regex.Pattern;

/** Words of others in a sentence of ours: they do nothing to a terminal, and make no line of their own. */
public final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    /** Made when it is needed: reports come through here, and patterns are not made ready for the start-up. */
    private static final class Address {
        private static final Pattern PASSWORD = Pattern.compile("(://[^/@:\\s\"']*:)(?!\\d{1,5}/)[^\\s\"']+@");

        private Address() {}
    }

    /** A text in double quotes, cut where it is long. */
    public static String of(String text) {
        String masked = masked(text);
        String shown = masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
        return '"' + visible(shown, false) + '"';
    }

    /** One word as it was typed; in quotes where nobody would see it, or where it ends. */
    public static String word(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= LONGEST
                && text.codePoints().noneMatch(point -> Character.isWhitespace(point) || acts(point));
        return plain ? masked(text) : of(text);
    }

    /** A whole message, in which only the ends of lines and tabs do anything, and no address tells a password. */
    public static String harmless(String message) {
        String masked = masked(message);
        return masked.codePoints().anyMatch(Quoted::acts) ? visible(masked.replace("\r\n", "\n"), true) : masked;
    }

    /** A text that is to be one line. */
    public static String line(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return visible(text, false);
            }
        }
        return text;
    }

    private static String masked(String text) {
        return text.contains("://") ? Address.PASSWORD.matcher(text).replaceAll("$1••••@") : text;
    }

    private static String visible(String text, boolean lines) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (!acts(point) || (lines && (point == '\n' || point == '\t'))) {
                visible.appendCodePoint(point);
            } else {
                switch (point) {
                    case '\n' -> visible.append("\\n");
                    case '\t' -> visible.append("\\t");
                    case '\r' -> visible.append("\\r");
                    default -> visible.append("\\u%04x".formatted(point));
                }
            }
        });
        return visible.toString();
    }

    /** Controls, escapes, and what turns the direction of writing or cannot be seen. */
    private static boolean acts(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
