package dev.berth.metrics;

import java.util.Locale;

/** Texts as labels have them. */
final class Words {
    private static final int LONGEST = 128;

    private Words() {}

    /** A state as Berth's documents write it. */
    static String of(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** The numbers that a version begins with: what a distribution adds to it is no part of it. */
    static String version(String text) {
        return text.replaceFirst("^\\D*([0-9]+(\\.[0-9]+)*).*$", "$1").strip();
    }

    /** What a store calls something of its own; anything longer than such a name is not passed on. */
    static String name(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
