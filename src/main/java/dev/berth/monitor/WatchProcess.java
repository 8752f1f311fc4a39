package dev.berth.monitor;

import dev.berth.process.ProcessStart;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that watches an environment on this machine, known by a file that it leaves while it runs.
 *
 * @param since when it was started
 * @param start the same as a {@link ProcessStart}
 */
public record WatchProcess(long pid, Instant since, String start) {
    private static final String FILE = "watch.pid";
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Empty where none runs, whatever one that was killed has left. */
    public static Optional<WatchProcess> of(WatchFolder folder) {
        return Workspace.stateText(file(folder)).flatMap(WatchProcess::parse).filter(WatchProcess::isAlive);
    }

    /** Says that this process is it, until that is closed. */
    public static Announcement announce(WatchFolder folder) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Path file = file(folder);
        folder.create();
        WholeFile.replace(
                file,
                "%d %s %s%n"
                        .formatted(
                                self.pid(), self.info().startInstant().orElse(Instant.now()), ProcessStart.of(self)));
        return () -> {
            // Another one may have taken its place.
            if (of(folder).filter(running -> running.pid() == self.pid()).isPresent()) {
                Files.deleteIfExists(file);
            }
        };
    }

    /** That a process watches; closing it takes it back. */
    public interface Announcement extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Asks it to end, then insists; false where it goes on all the same. */
    public boolean end(Duration patience) throws InterruptedException {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(each -> isAlive());
        handle.ifPresent(ProcessHandle::destroy);
        if (!isGoneWithin(patience)) {
            handle.ifPresent(ProcessHandle::destroyForcibly);
            return isGoneWithin(patience);
        }
        return true;
    }

    private boolean isGoneWithin(Duration patience) throws InterruptedException {
        for (long left = patience.dividedBy(PAUSE); isAlive(); left--) {
            if (left <= 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }

    /** The system gives numbers out again: only one that was started then is it. */
    private boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> ProcessStart.of(handle).equals(start))
                .isPresent();
    }

    private static Optional<WatchProcess> parse(String text) {
        String[] words = text.strip().split(" ", 3);
        try {
            return Optional.of(new WatchProcess(Long.parseLong(words[0]), Instant.parse(words[1]), words[2]));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Path file(WatchFolder folder) {
        return folder.file(FILE);
    }
}
