package dev.berth.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that nobody but its owner may read, replaced whole or not at all. */
final class PrivateFile {
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /**
     * Reads a file whole.
     *
     * @param most how many bytes it may have: what is larger, or a pipe that nobody writes to, is another file
     */
    static byte[] read(Path file, int most) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder, device or pipe");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] content = input.readNBytes(most + 1);
            if (content.length > most) {
                throw new FileSystemException(
                        file.toString(), null, "it is larger than the %,d KiB that are read".formatted(most >> 10));
            }
            return content;
        }
    }

    /** Whether there is one; a symbolic link that leads nowhere is one that cannot be read, as of a disk that is not mounted. */
    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Writes beside it, forces that to disk, and renames: a crash leaves the file before or the new one. What a symbolic link
     * leads to is replaced and not the link; where it leads nowhere, nothing is.
     */
    static void replace(Path named, byte[] content) throws IOException {
        Path file = Files.isSymbolicLink(named) ? named.toRealPath() : named;
        Path folder = folder(file);
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A file's folder, made where it is missing. */
    static Path folder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        return Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    }
}
