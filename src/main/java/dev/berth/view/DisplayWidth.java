package dev.berth.view;

/** How many columns of a terminal a text takes: none for colours and combining characters, two for wide ones. */
public final class DisplayWidth {
    private DisplayWidth() {}

    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            char first = text.charAt(i);
            if (first == '\u001b') {
                i = afterEscape(text, i);
            } else if (first >= ' ' && first < 0x7f) {
                width++;
                i++;
            } else {
                int character = text.codePointAt(i);
                width += width(character);
                i += Character.charCount(character);
            }
        }
        return width;
    }

    /** The text with blanks after it up to this many columns. */
    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** The text with blanks before it up to this many columns. */
    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - of(text))) + text;
    }

    /** As much of a text without colours as these columns hold. */
    public static String clip(String text, int columns) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            width += width(character);
            if (width > columns) {
                return text.substring(0, i);
            }
            i += Character.charCount(character);
        }
        return text;
    }

    private static int afterEscape(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != 'm') {
            i++;
        }
        return i + 1;
    }

    private static int width(int character) {
        if (character < ' ') {
            return 0;
        }
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    /** The blocks that Unicode's East Asian Width calls wide or full-width. */
    private static boolean isWide(int character) {
        return character >= 0x1100
                && (character <= 0x115f
                        || (character >= 0x2e80 && character <= 0x303e)
                        || (character >= 0x3041 && character <= 0xa4cf)
                        || (character >= 0xa960 && character <= 0xa97c)
                        || (character >= 0xac00 && character <= 0xd7a3)
                        || (character >= 0xf900 && character <= 0xfaff)
                        || (character >= 0xfe30 && character <= 0xfe6f)
                        || (character >= 0xff00 && character <= 0xff60)
                        || (character >= 0xffe0 && character <= 0xffe6)
                        || (character >= 0x1f300 && character <= 0x1f64f)
                        || (character >= 0x1f680 && character <= 0x1f6ff)
                        || (character >= 0x1f900 && character <= 0x1f9ff)
                        || (character >= 0x20000 && character <= 0x3fffd));
    }
}
