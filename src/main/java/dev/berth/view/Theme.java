package dev.berth.view;

import dev.berth.logs.HarmlessText;

/**
 * How one stream is drawn on, resolved once.
 *
 * @param color whether the stream takes colours: the 16 that every terminal has
 * @param unicode whether the locale has more than ASCII
 * @param columns how wide it is; {@link #UNBOUNDED} where it is no terminal, and nothing needs to yield
 */
public record Theme(boolean color, boolean unicode, int columns) {
    /** Of a file or a pipe, whose lines are as long as they are. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public Theme(boolean color, boolean unicode) {
        this(color, unicode, UNBOUNDED);
    }

    /** Text for machines and for terminals that can do nothing. */
    public static final Theme PLAIN = new Theme(false, false);

    /** Neither red nor yellow, which mean something. */
    private static final int[] TINTS = {36, 35, 34, 32, 96, 95, 94, 92};

    /** The same on a stream that is so wide. */
    public Theme within(int width) {
        return new Theme(color, unicode, width);
    }

    public String paint(Role role, String text) {
        return color && !role.code().isEmpty() && !text.isEmpty()
                ? "\u001b[" + role.code() + "m" + text + "\u001b[0m"
                : text;
    }

    /** The text in a colour that only tells it from others, the same for the same number. */
    public String tint(int number, String text) {
        return color ? "\u001b[" + TINTS[number % TINTS.length] + "m" + text + "\u001b[0m" : text;
    }

    /** The sign in its colour. */
    public String sign(Sign sign) {
        return paint(sign.role(), plainSign(sign));
    }

    public String plainSign(Sign sign) {
        return String.valueOf(sign.character(unicode));
    }

    /** An environment's name, white on red where it is protected. */
    public String environment(String name, boolean isProtected) {
        return paint(isProtected ? Role.PROTECTED : Role.STRONG, isProtected && color ? " " + name + " " : name);
    }

    /** What stands between the items of one line. */
    public String separator() {
        return unicode ? " · " : " - ";
    }

    public String arrow() {
        return unicode ? " → " : " -> ";
    }

    /** What stands for a value that is not known. */
    public String unknown() {
        return unicode ? "–" : "-";
    }

    /**
     * The text as the stream takes it: whoever said it, it does nothing to a terminal, and Berth's own typographic characters
     * are ASCII where the locale has no others. Not for text that is painted already.
     */
    public String text(String text) {
        String harmless = HarmlessText.ofLines(text);
        if (unicode) {
            return harmless;
        }
        StringBuilder plain = new StringBuilder(harmless.length());
        for (int i = 0; i < harmless.length(); i++) {
            char character = harmless.charAt(i);
            switch (character) {
                case '·', '–' -> plain.append('-');
                case '→' -> plain.append("->");
                case '…' -> plain.append("...");
                case '•' -> plain.append('*');
                default -> plain.append(substitute(character));
            }
        }
        return plain.toString();
    }

    private static char substitute(char character) {
        for (Sign sign : Sign.values()) {
            if (sign.character(true) == character) {
                return sign.character(false);
            }
        }
        return character;
    }
}
