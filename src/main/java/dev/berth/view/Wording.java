package dev.berth.view;

/** Small turns of phrase. */
public final class Wording {
    private Wording() {}

    /** {@code 1 service}, {@code 2 services}. */
    public static String count(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun + "s");
    }
}
