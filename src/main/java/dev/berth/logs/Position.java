package dev.berth.logs;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.Optional;

/** How far a container's log has been read, so that a stream that is opened again brings no line twice. */
final class Position {
    private Instant last = Instant.MIN;
    private int linesOfLast;
    private int skip;

    /** From where the log has to be asked for; empty before the first line. */
    synchronized Optional<Instant> since() {
        return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
    }

    /** A stream from {@link #since} begins: it brings the lines of that moment again. */
    synchronized void reopen() {
        skip = linesOfLast;
    }

    /** Whether the line is a new one; those of one stream come here in order. */
    synchronized boolean accept(LogLine line) {
        if (line.time().isBefore(last)) {
            // Two streams of a container, standard output and error, may come a little out of order within one reading.
            return skip == 0;
        }
        if (line.time().equals(last)) {
            if (skip > 0) {
                skip--;
                return false;
            }
            linesOfLast++;
            return true;
        }
        last = line.time();
        linesOfLast = 1;
        skip = 0;
        return true;
    }
}
