package dev.berth.migration;

/**
 * One way in which a database's history and the files do not agree.
 *
 * @param message says which file, and what is wrong with it
 * @param hint what to do
 */
public record Mismatch(Kind kind, String script, String message, String hint) {

    /** What does not agree. */
    public enum Kind {
        EDITED,
        RENAMED,
        MISSING,
        /** Applied, not here, and newer than every file here: another clone is ahead. */
        AHEAD,
        FAILED,
        OUT_OF_ORDER,
        /** Its text begins or ends a transaction, while it runs in one. */
        TRANSACTION;

        /** Whether nothing may be applied on top of it. */
        public boolean blocks() {
            return this != AHEAD;
        }
    }
}
