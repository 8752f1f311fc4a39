package dev.berth.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is replaced whole or not at all, and survives a power cut; never by way of a link that lies there, for a
 * workspace may come from anybody.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes beside it under a name that is nobody's, forces that to disk, and renames. */
    public static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling("%s.%x.new".formatted(file.getFileName(), System.nanoTime()));
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = StandardCharsets.UTF_8.encode(text);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }
}
