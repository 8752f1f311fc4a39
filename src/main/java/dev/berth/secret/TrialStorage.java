package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder in which the server for trying out keeps everything, and the mark that its keys are not kept yet. */
final class TrialStorage {
    private final Path folder;
    private final Path unfinished;

    TrialStorage(Path folder) {
        this.folder = folder;
        this.unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    }

    Path folder() {
        return folder;
    }

    /** Whether the keys of what lies here were never kept, so that nothing can have been stored in it. */
    boolean isUnfinished() {
        return Files.exists(unfinished);
    }

    /** Comes before the server makes keys: they are lost when Berth ends between its answer and their way to the disk. */
    void begin() {
        try {
            PrivateFile.replace(unfinished, new byte[0]);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Comes when the keys are kept. */
    void finish() {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Makes the folder where it is missing. */
    void make() {
        try {
            PrivateFile.folder(folder.resolve("any"));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Empties an unfinished one, whose keys nobody has. */
    void discard() {
        if (!isUnfinished() || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private BerthException cannotWrite(IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "cannot write to %s, where the server for trying out keeps everything: %s".formatted(folder, cause),
                "Check the permissions of the folder and of the one it lies in, and the free space.",
                cause);
    }
}
