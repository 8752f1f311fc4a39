package dev.berth;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Standard output, which remembers why it took no more: writers keep that to themselves. */
final class StandardOutput extends OutputStream {
    /** As shells report a program that SIGPIPE has ended, which Java never receives: 128 and the signal's number. */
    private static final int BROKEN_PIPE = 141;

    private final OutputStream target;
    private @Nullable IOException failure;

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        try {
            target.write(octets, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** The exit status of a command that ended with this one: whoever did not get its report must not take it for success. */
    int status(int status, PrintWriter error) {
        IOException cause = failure;
        if (cause == null) {
            return status;
        }
        // Who leaves early, as `head` does, wants to hear nothing of it.
        if (String.valueOf(cause.getMessage()).contains("Broken pipe")) {
            return BROKEN_PIPE;
        }
        error.print("berth: standard output cannot be written: " + cause.getMessage() + "\n");
        return status == 0 ? 1 : status;
    }
}
