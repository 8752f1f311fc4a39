package dev.berth.monitor;

/** A name, with {@code *} in place of any characters. */
record Glob(String text) {
    static final Glob ANYTHING = new Glob("*");

    /** Refuses what would match nothing. */
    Glob {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a pattern needs at least one character; * stands for any");
        }
    }

    boolean matches(String name) {
        String[] parts = text.split("\\*", -1);
        if (parts.length == 1) {
            return name.equals(text);
        }
        String first = parts[0];
        String last = parts[parts.length - 1];
        if (!name.startsWith(first) || name.length() < first.length() + last.length() || !name.endsWith(last)) {
            return false;
        }
        // What stands between two stars is taken where it is found first: that leaves the most to those after it.
        String middle = name.substring(first.length(), name.length() - last.length());
        int at = 0;
        for (int i = 1; i < parts.length - 1; i++) {
            int found = middle.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return true;
    }
}
