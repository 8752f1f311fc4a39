package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.process.Program;
import dev.berth.process.ProgramRunner;
import dev.berth.process.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Connects to an engine on another host through one forwarded Unix socket: ssh runs once, and every connection is a
 * channel of it.
 */
final class SshConnector implements Connector {
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final SshTarget target;
    private final ProgramRunner programs;
    private @Nullable Forward forward;

    SshConnector(SshTarget target, ProgramRunner programs) {
        this.target = target;
        this.programs = programs;
    }

    @Override
    public Connection connect() throws IOException {
        return new UnixConnector(socket()).connect();
    }

    @Override
    public synchronized void close() {
        if (forward != null) {
            forward.close();
            forward = null;
        }
    }

    /** The local socket; a tunnel that broke is dug again. */
    private synchronized Path socket() throws IOException {
        Forward known = forward;
        if (known != null && known.program.isAlive()) {
            return known.socket;
        }
        close();
        Forward dug = dig();
        forward = dug;
        return dug.socket;
    }

    private Forward dig() throws IOException {
        // Short, since a socket's path may have no more than 107 characters; closed to others, since it has no lock of
        // its own.
        Path folder = Files.createTempDirectory(
                "berth-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path socket = folder.resolve("docker.sock");
        Forward dug = new Forward(start(socket, folder), socket, folder);
        long end = System.nanoTime() + TIME_TO_CONNECT.toNanos();
        while (!Files.exists(socket)) {
            if (!dug.program.isAlive()
                    || System.nanoTime() > end
                    || Thread.currentThread().isInterrupted()) {
                boolean ended = !dug.program.isAlive();
                dug.close();
                String words = dug.program.lastWords();
                throw new IOException(
                        ended
                                ? words.isEmpty() ? "ssh ended" : words
                                : "ssh did not connect within %d s".formatted(TIME_TO_CONNECT.toSeconds()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return dug;
    }

    private RunningProgram start(Path socket, Path folder) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "ssh",
                "-NT",
                "-o",
                "BatchMode=yes",
                "-o",
                "ExitOnForwardFailure=yes",
                "-o",
                "StreamLocalBindUnlink=yes",
                "-o",
                "ServerAliveInterval=10",
                "-L",
                socket + ":" + target.socket()));
        words.addAll(target.words());
        try {
            return programs.start(Program.of(TIME_TO_CONNECT, words.toArray(String[]::new)));
        } catch (BerthException e) {
            Files.deleteIfExists(folder);
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A running ssh with the socket that it listens on. */
    private record Forward(RunningProgram program, Path socket, Path folder) {
        void close() {
            program.close();
            try {
                Files.deleteIfExists(socket);
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                // What is left is an empty private folder among other temporary files.
                return;
            }
        }
    }
}
