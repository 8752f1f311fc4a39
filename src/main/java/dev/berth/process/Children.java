package dev.berth.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The programs that Berth has running on this machine, one small file each, so that those left behind by a Berth that was
 * killed can be ended before the next one changes the same things.
 */
public final class Children {
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final Path folder;

    /** @param folder of this user on this machine, for every workspace */
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
                    ProcessHandle.current().pid() + " " + start(ProcessHandle.current()) + " " + start(child) + "\n");
        } catch (IOException e) {
            // Then a crash may leave the child running; everything else works.
            return () -> {};
        }
        return () -> delete(file);
    }

    /** Ends what was left behind by a Berth that no longer lives; says which processes those were. */
    public List<Long> endOrphans() {
        List<Long> ended = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ended;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                endIfOrphan(file).ifPresent(ended::add);
            }
        } catch (IOException e) {
            return ended;
        }
        return ended;
    }

    private static Optional<Long> endIfOrphan(Path file) {
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
                .filter(parent -> start(parent).equals(words[1]))
                .isPresent();
        if (parentLives) {
            return Optional.empty();
        }
        Optional<ProcessHandle> orphan = process(file.getFileName().toString())
                .filter(child -> start(child).equals(words[2]));
        orphan.ifPresent(Children::end);
        delete(file);
        return orphan.map(ProcessHandle::pid);
    }

    private static Optional<ProcessHandle> process(String number) {
        try {
            return ProcessHandle.of(Long.parseLong(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Asks it and what runs below it, then insists. */
    private static void end(ProcessHandle child) {
        List<ProcessHandle> all = new ArrayList<>(child.descendants().toList());
        all.add(child);
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : all) {
            handle.onExit()
                    .completeOnTimeout(handle, TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            handle.destroyForcibly();
        }
    }

    private static String start(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("unknown");
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
