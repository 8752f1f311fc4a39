package dev.berth.view;

/** A state in one character, with a substitute where the locale has only ASCII. */
public enum Sign {
    HEALTHY('●', '*', Role.GOOD),
    STARTING('◐', '~', Role.WAITING),
    DEGRADED('▲', '!', Role.WARNING),
    FAILED('✗', 'x', Role.BAD),
    STOPPED('○', '.', Role.MUTED),
    DONE('✓', '+', Role.GOOD),
    ROLLED_BACK('↩', '<', Role.WARNING);

    private final char character;
    private final char substitute;
    private final Role role;

    Sign(char character, char substitute, Role role) {
        this.character = character;
        this.substitute = substitute;
        this.role = role;
    }

    public Role role() {
        return role;
    }

    char character(boolean unicode) {
        return unicode ? character : substitute;
    }
}
