package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import dev.berth.view.Document;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a script printed, kept in a file of this machine's state, with secret values replaced. */
final class Transcript {
    private static final String ONLY_OWNER = "rw-------";

    private final Optional<Path> file;
    private final UnaryOperator<String> redact;

    /**
     * A transcript.
     *
     * @param file empty to keep none
     * @param redact replaces the secret values that are known by then
     */
    Transcript(Optional<Path> file, UnaryOperator<String> redact) {
        this.file = file;
        this.redact = redact;
    }

    /** A transcript in a workspace's state; its name tells script and time. */
    static Transcript in(Path state, String script, Instant now, UnaryOperator<String> redact) throws IOException {
        Path folder = Files.createDirectories(state.resolve("transcripts"));
        String time = Document.time(now).substring(0, 19).replaceAll("[-:]", "") + "Z";
        Path name = Path.of(script).getFileName();
        return new Transcript(Optional.of(folder.resolve(name + "-" + time + ".log")), redact);
    }

    Optional<Path> file() {
        return file;
    }

    /** The text without the secret values that are known by now. */
    String redacted(String text) {
        return redact.apply(text);
    }

    /** Adds text, a whole command's output at once: a secret may span lines. Returns it without secrets. */
    String add(String text) {
        String redacted = redacted(text);
        file.ifPresent(path -> append(path, redacted));
        return redacted;
    }

    private static void append(Path path, String text) {
        try {
            if (!Files.exists(path)) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ONLY_OWNER)));
            }
            Files.writeString(path, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write the transcript %s: %s".formatted(path, Refusal.of(e, path)),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    /** Keeps what is written, and hands it on. */
    static final class Tee extends Writer {
        private final StringWriter kept;
        private final Optional<Writer> next;

        Tee(StringWriter kept, Optional<Writer> next) {
            this.kept = kept;
            this.next = next;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            synchronized (kept.getBuffer()) {
                kept.write(buffer, offset, length);
            }
            if (next.isPresent()) {
                next.get().write(buffer, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (next.isPresent()) {
                next.get().flush();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
