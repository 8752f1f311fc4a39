package dev.berth.monitor;

/** What a look at something found; what could not be read is never taken for well. */
sealed interface Finding {

    /**
     * A number.
     *
     * @param detail what makes it up, in a few words; empty where the number says all
     */
    record Known(double value, String detail) implements Finding {}

    /** Nothing is known now. */
    record NoData(String reason) implements Finding {}

    /** What was watched is not there any more, and nobody expects it to be. */
    record Gone() implements Finding {}
}
