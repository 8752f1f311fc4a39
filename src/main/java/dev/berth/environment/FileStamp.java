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

/**
 * A text that differs when any file differs that a resolved project may depend on.
 *
 * <p>Compose files may pull in others: those beside them are covered; where a file uses {@code include} or {@code extends},
 * which may point anywhere, there is no stamp.
 */
final class FileStamp {
    private FileStamp() {}

    /** The stamp; empty where the files behind the project are not known for sure. */
    static Optional<String> of(List<Path> definitions, List<Path> composeFiles, String rest) {
        StringBuilder stamp = new StringBuilder(rest);
        Set<Path> files = new TreeSet<>(definitions);
        try {
            for (Path file : composeFiles) {
                String text = Files.readString(file);
                if (text.contains("include:") || text.contains("extends:")) {
                    return Optional.empty();
                }
                addNeighbours(file.toAbsolutePath().resolve("..").normalize(), files);
            }
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.append('\n')
                        .append(file)
                        .append(' ')
                        .append(attributes.size())
                        .append(' ')
                        .append(attributes.lastModifiedTime().toInstant());
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
