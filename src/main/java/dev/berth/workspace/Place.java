package dev.berth.workspace;

import java.nio.file.Path;

/**
 * Where something stands in a workspace's files.
 *
 * @param file relative to the workspace's folder where it lies inside
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole line is meant
 */
public record Place(Path file, int line, int column) {

    static Place wholeFile(Path file) {
        return new Place(file, 0, 0);
    }
}
