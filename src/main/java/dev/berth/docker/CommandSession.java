package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command's hijacked connection: feeds its standard input and collects what it prints, both at once. */
final class CommandSession {
    private final EngineReply reply;
    private final EngineAddress address;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final FutureTask<Boolean> collecting = new FutureTask<>(this::collect);

    CommandSession(EngineReply reply, EngineAddress address) {
        this.reply = reply;
        this.address = address;
    }

    /** Begins both directions. */
    void begin(InputStream input) {
        Thread.ofVirtual().start(collecting);
        Thread.ofVirtual().start(() -> feed(input));
    }

    /** Waits until the command has closed its output. */
    void await(String what, Duration timeout) {
        try {
            collecting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BerthException(
                    ErrorCode.TIMED_OUT,
                    "%s did not end within %d s".formatted(what, timeout.toSeconds()),
                    lastWords(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "%s was interrupted".formatted(what), null, e);
        } catch (ExecutionException e) {
            IOException cause = e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            throw EngineFailures.unreachable(address, cause);
        }
    }

    ExecResult result(int exitCode) {
        return new ExecResult(
                exitCode, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    private Boolean collect() throws IOException {
        FrameReader frames = new FrameReader(reply.body());
        for (Optional<FrameReader.Frame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
            synchronized (output) {
                (frame.get().error() ? error : output).write(frame.get().payload());
            }
        }
        return true;
    }

    private void feed(InputStream input) {
        try (input) {
            OutputStream target = reply.connection().output();
            input.transferTo(target);
            target.flush();
            reply.connection().endOutput();
        } catch (IOException | UncheckedIOException e) {
            // A command may end before it has read everything: its exit code tells the rest.
            return;
        }
    }

    private String lastWords() {
        String said;
        synchronized (output) {
            said = error.toString(StandardCharsets.UTF_8).strip();
        }
        return said.isEmpty()
                ? "It had not complained so far."
                : "Its last words: " + said.substring(said.lastIndexOf('\n') + 1);
    }
}
