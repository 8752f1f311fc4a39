package dev.berth.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The programs that Berth has running on this machine, one small file each, so that those left behind by a Berth that was
 * killed have ended before the next one changes the same things.
 */
public final class Children {
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final Path folder;

    /** @param folder of this user on this machine, for one workspace */
    public Children(Path folder) {
        this.folder = folder;
    }

    /** Remembers a child; the returned handle forgets it again. */
    Entry add(ProcessHandle child) {
        Path file = folder.resolve(Long.toString(child.pid()));
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file,
                    "%d %s %s\n"
                            .formatted(
                                    ProcessHandle.current().pid(),
                                    ProcessStart.of(ProcessHandle.current()),
                                    ProcessStart.of(child)));
        } catch (IOException e) {
            // Then a crash may leave the child running; everything else works.
            return () -> {};
        }
        return () -> delete(file);
    }

    /** What was left behind by a Berth that no longer lives, and still runs. */
    List<ProcessHandle> leftBehind() {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                leftBehind(file).ifPresent(found::add);
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static Optional<ProcessHandle> leftBehind(Path file) {
        String[] words;
        try {
            words = Files.readString(file).strip().split(" ", -1);
        } catch (IOException e) {
            // Its child has ended meanwhile.
            return Optional.empty();
        }
        if (words.length != 3) {
            // Another Berth may be writing it.
            return Optional.empty();
        }
        boolean parentLives = process(words[0])
                .filter(parent -> ProcessStart.of(parent).equals(words[1]))
                .isPresent();
        if (parentLives) {
            return Optional.empty();
        }
        Optional<ProcessHandle> child = process(file.getFileName().toString())
                .filter(handle -> ProcessStart.of(handle).equals(words[2]));
        if (child.isEmpty()) {
            delete(file);
        }
        return child;
    }

    private static Optional<ProcessHandle> process(String number) {
        try {
            return ProcessHandle.of(Long.parseLong(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Lets a program come to its own end, and ends it with all that runs below it when it has not after that time.
     *
     * @throws InterruptedException when the wait is interrupted; the program goes on
     */
    static void awaitEnd(ProcessHandle child, Duration patience) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(child.descendants().toList());
        all.add(child);
        if (hasEnded(child, patience)) {
            return;
        }
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : all) {
            if (!hasEnded(handle, TIME_TO_END)) {
                handle.destroyForcibly();
            }
        }
    }

    private static boolean hasEnded(ProcessHandle handle, Duration patience) throws InterruptedException {
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be awaited", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // An entry whose process is gone is passed over next time.
            return;
        }
    }

    /** One remembered child. */
    interface Entry extends AutoCloseable {
        @Override
        void close();
    }
}
