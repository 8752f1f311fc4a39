package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A file that one thread of one process at a time holds, for as long as it works on what lies beside it. */
final class LockFile {
    /** The system's lock keeps other processes away, and only them. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private LockFile() {}

    /**
     * Does the work while the file is held, however long it takes to get it.
     *
     * @throws BerthException FAILED when it cannot be locked; the work was not begun then
     */
    static <T> T held(Path file, Supplier<T> work) {
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath(), path -> new ReentrantLock());
        threads.lock();
        try {
            PrivateFile.folder(file);
            try (FileChannel channel = FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PrivateFile.ownerOnly());
                    FileLock processes = channel.lock()) {
                return work.get();
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot lock %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the folder's permissions and the free space; nothing was changed.",
                    e);
        } finally {
            threads.unlock();
        }
    }
}
