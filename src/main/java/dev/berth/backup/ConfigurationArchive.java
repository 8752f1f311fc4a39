package dev.berth.backup;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The files of a workspace that say what an environment is, as a tar: none of them holds a secret's value. */
final class ConfigurationArchive {
    private ConfigurationArchive() {}

    static InputStream of(Path root, List<Path> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                TarArchiveEntry entry = new TarArchiveEntry(name(root, file));
                entry.setSize(content.length);
                entry.setModTime(Files.getLastModifiedTime(file));
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "the environment's files cannot be read: " + Refusal.of(e),
                    "Nothing was changed.",
                    e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** Those from elsewhere come under a folder of their own. */
    private static String name(Path root, Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(root.toAbsolutePath().normalize())
                ? root.toAbsolutePath().normalize().relativize(absolute).toString()
                : "elsewhere" + absolute;
    }
}
