package dev.berth.view;

/** What a piece of text means, which decides its colour; never the only thing that says so. */
public enum Role {
    PLAIN(""),
    STRONG("1"),
    MUTED("2"),
    GOOD("32"),
    WAITING("36"),
    WARNING("33"),
    BAD("31"),
    /** What keys act on. */
    SELECTED("7"),
    /** The name of a protected environment: white on red. */
    PROTECTED("97;41");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /** The parameters of the terminal's SGR sequence; empty for none. */
    String code() {
        return code;
    }
}
