package dev.berth.logs;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes entries of one container's lines, in their order. */
final class EntryAssembler {
    private static final int MOST_LINES = 500;

    private final String service;
    private final String container;
    private final UnaryOperator<String> redact;
    private @Nullable Draft draft;

    EntryAssembler(String service, String container, UnaryOperator<String> redact) {
        this.service = service;
        this.container = container;
        this.redact = redact;
    }

    /** An entry that may get more lines. */
    final class Draft {
        private final Instant time;
        private final LogLevel level;
        private final StringBuilder message;
        private int lines = 1;

        private Draft(Instant time, Reading reading) {
            this.time = time;
            this.level = reading.level();
            this.message = new StringBuilder(reading.message());
        }

        Instant time() {
            return time;
        }

        /** The entry as it is now; the lines that come later begin another one. */
        LogEntry finish() {
            synchronized (EntryAssembler.this) {
                if (draft == this) {
                    draft = null;
                }
                return new LogEntry(time, service, container, level, message.toString());
            }
        }
    }

    /** The entry that the line begins; empty where it goes on with the one before. */
    synchronized Optional<Draft> add(LogLine line) {
        Reading reading = Reading.of(HarmlessText.of(redact.apply(line.text())));
        Draft open = draft;
        if (open != null && reading.continues() && open.lines < MOST_LINES) {
            open.message.append('\n').append(reading.message());
            open.lines++;
            return Optional.empty();
        }
        Draft begun = new Draft(line.time(), reading);
        draft = begun;
        return Optional.of(begun);
    }
}
