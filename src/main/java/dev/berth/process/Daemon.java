package dev.berth.process;

import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program that goes on when Berth has ended, and is found again by the file that holds its process's number. */
public final class Daemon {
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path file;
    private final Path log;
    private final String mark;
    private final ProgramRunner programs;

    /**
     * Nothing is started or looked at yet.
     *
     * @param folder where the number and the log are kept
     * @param mark a word of its command line that no other program's has: the system gives numbers out again
     */
    public Daemon(Path folder, String name, String mark, ProgramRunner programs) {
        this.file = folder.resolve(name + ".pid");
        this.log = folder.resolve(name + ".log");
        this.mark = mark;
        this.programs = programs;
    }

    public Path log() {
        return log;
    }

    /** The process's number while it runs; empty where it never ran, has ended, was killed, or the machine was restarted. */
    public Optional<Long> processId() {
        return handle().map(ProcessHandle::pid);
    }

    /** Whether it runs, and what is sent to an address of this machine reaches it and nobody else. */
    public boolean listensAt(InetSocketAddress address) {
        return processId()
                .filter(process -> new ListeningSockets(Path.of("/proc")).areHeldBy(process, address))
                .isPresent();
    }

    /** Starts it; the log of the one before stays beside the new one. */
    public void start(Program program) {
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            ProcessHandle process = programs.leave(program, log);
            try {
                Files.writeString(file, process.pid() + "\n");
            } catch (IOException e) {
                // One that nobody finds again must not go on.
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new ProgramException(
                    ErrorCode.FAILED,
                    "cannot write beside %s: %s".formatted(log, Refusal.of(e, log)),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    /** Asks it to end, then insists; whether it ran. */
    public boolean stop() {
        Optional<ProcessHandle> running = handle();
        running.ifPresent(process -> {
            process.destroy();
            if (!endsWithin(TIME_TO_END)) {
                process.destroyForcibly();
                endsWithin(TIME_TO_END);
            }
        });
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The number of a process that has ended is passed over.
            return running.isPresent();
        }
        return running.isPresent();
    }

    /** The last lines that it wrote, at most so many. */
    public List<String> lastWords(int lines) {
        try {
            List<String> all = Files.readAllLines(log);
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    private Optional<ProcessHandle> handle() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(process -> process.info().commandLine().orElse("").contains(mark));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean endsWithin(Duration time) {
        for (long left = time.dividedBy(PAUSE); handle().isPresent(); left--) {
            if (left == 0) {
                return false;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
