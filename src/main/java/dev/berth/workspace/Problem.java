package dev.berth.workspace;

import dev.berth.failure.Quoted;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One thing that is wrong in a workspace's files.
 *
 * @param file relative to the workspace's folder where it lies inside
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole line is meant
 * @param path the key's path, such as {@code services.rest.limits.memroy}; empty for the whole file
 * @param hint what to do about it
 */
public record Problem(Path file, int line, int column, String path, String message, Optional<String> hint) {
    public Problem {
        message = Quoted.harmless(message);
        hint = hint.map(Quoted::harmless);
    }

    /** Where it is, as far as that is known: {@code FILE}, {@code FILE:LINE} or {@code FILE:LINE:COLUMN}. */
    public String place() {
        return file + (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column);
    }

    /** A problem at a place that {@link Definitions#locate} or a reader found. */
    public static Problem at(Place place, String path, String message, String hint) {
        return new Problem(place.file(), place.line(), place.column(), path, message, Optional.of(hint));
    }
}
