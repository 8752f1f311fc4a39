package dev.berth.view;

/** The forms in which a report is printed. */
public enum Format {
    /** For people. */
    TABLE,
    /** One JSON object. */
    JSON,
    /** One JSON object a line. */
    NDJSON;

    /** Whether a program reads it, so that nothing else may be printed. */
    public boolean isForPrograms() {
        return this != TABLE;
    }
}
