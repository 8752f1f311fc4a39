package dev.berth.secret;

import java.util.Arrays;

/** A secret's value, which never shows itself. */
public final class SecretValue {
    private final char[] characters;

    private SecretValue(char[] characters) {
        this.characters = characters;
    }

    public static SecretValue of(char[] characters) {
        return new SecretValue(characters.clone());
    }

    public static SecretValue of(String text) {
        return new SecretValue(text.toCharArray());
    }

    /** The value itself; for the one place that hands it to its service. */
    public String reveal() {
        return new String(characters);
    }

    public int length() {
        return characters.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue that && Arrays.equals(characters, that.characters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(characters);
    }

    @Override
    public String toString() {
        return "••••";
    }
}
