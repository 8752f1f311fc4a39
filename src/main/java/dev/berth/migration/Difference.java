package dev.berth.migration;

import java.util.Optional;

/**
 * One way in which a database is not as its migrations left it.
 *
 * @param kind what it is, such as a column
 * @param name in full, such as {@code public.notes.title}
 * @param expected how the migrations left it; empty where they know nothing of it
 * @param actual how it is; empty where it is gone
 */
public record Difference(
        Change change, SchemaObject.Kind kind, String name, Optional<String> expected, Optional<String> actual) {

    /** What somebody did beside the migrations. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED
    }
}
