package dev.berth.monitor;

import java.time.Instant;

/**
 * Something that a watch did to a service that was not well.
 *
 * @param action restart, start, recreate or command
 * @param reason what was wrong
 * @param detail what came of it, in a few words; empty while it is under way
 */
public record Repair(Instant time, String service, String action, String reason, Outcome outcome, String detail) {

    /** What came of it. */
    public enum Outcome {
        UNDERWAY,
        DONE,
        FAILED,
        /** The watch ended while it was at it: nobody knows. */
        CUT_OFF
    }

    Repair ended(Outcome how, String words) {
        return new Repair(time, service, action, reason, how, words);
    }
}
