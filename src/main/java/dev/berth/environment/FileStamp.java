package dev.berth.environment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A text that differs when any file differs that a resolved project may depend on.
 *
 * <p>Compose files may pull in others: those beside them are covered; {@code include} and {@code extends} may point
 * anywhere, and are not.
 */
final class FileStamp {
    private FileStamp() {}

    /** Whether the files beside these are all that they may depend on. */
    static boolean coversAll(List<Path> composeFiles) {
        try {
            for (Path file : composeFiles) {
                String text = Files.readString(file);
                if (text.contains("include:") || text.contains("extends:")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The stamp of all files in a folder that Berth or Compose may read; empty where the folder is missing. */
    static Optional<String> ofFolder(Path folder) {
        return of(List.of(), List.of(folder.resolve("any")));
    }

    /** The stamp; empty where a file is missing. */
    static Optional<String> of(List<Path> definitions, List<Path> composeFiles) {
        StringBuilder stamp = new StringBuilder();
        Set<Path> files = new TreeSet<>(definitions);
        try {
            for (Path file : composeFiles) {
                addNeighbours(file.toAbsolutePath().resolve("..").normalize(), files);
            }
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.append(file)
                        .append(' ')
                        .append(attributes.size())
                        .append(' ')
                        .append(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                        .append('\n');
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(stamp.toString());
    }

    private static void addNeighbours(Path folder, Set<Path> files) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.endsWith(".yaml") || name.endsWith(".yml") || name.contains(".env")) {
                    files.add(entry);
                }
            }
        }
    }
}
