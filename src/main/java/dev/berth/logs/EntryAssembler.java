package dev.berth.logs;

import dev.berth.docker.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of one container's lines, in their order; output and errors are two texts that meet in one log.
 *
 * <p>An entry begins with a line that looks like a beginning, and takes what goes on with it, up to 1,000 lines or one
 * mebibyte; the rest is an entry of its own, and the first one says that it was cut. No secret stays in what leaves here.
 */
final class EntryAssembler {
    static final int MOST_LINES = 1000;
    static final int MOST_CHARACTERS = 1024 * 1024;

    /** Lines of one event are written at once. */
    private static final Duration LONGEST_GAP = Duration.ofMillis(50);

    private final String service;
    private final String container;
    private final UnaryOperator<String> redact;
    private final Consumer<List<Position.Line>> leave;
    private final Stream output = new Stream();
    private final Stream error = new Stream();

    /** @param leave is told of the lines of each entry that is finished */
    EntryAssembler(
            String service, String container, UnaryOperator<String> redact, Consumer<List<Position.Line>> leave) {
        this.service = service;
        this.container = container;
        this.redact = redact;
        this.leave = leave;
    }

    /** One of the two texts. */
    private static final class Stream {
        private @Nullable Draft open;
        private Instant lastLine = Instant.MIN;
        private int stamped;
        private int unstamped;

        /** Whether its entries begin with a time, so that a line without one belongs to the one before. */
        private boolean beginsWithTimes() {
            return stamped > unstamped;
        }
    }

    /** An entry that may get more lines until it is finished. */
    final class Draft {
        private final Instant time;
        private final Reading first;
        private @Nullable StringBuilder message;
        private final List<Position.Line> lines = new ArrayList<>(1);
        private boolean cut;
        private boolean finished;
        private IntConsumer growth = characters -> {};

        private Draft(Instant time, Reading first, Position.Line line) {
            this.lines.add(line);
            this.time = time;
            this.first = first;
            this.cut = first.message().length() >= LogLine.LONGEST;
        }

        Instant time() {
            return time;
        }

        /** About how much memory it takes, in characters. */
        synchronized int length() {
            return message == null ? first.message().length() : message.length();
        }

        /** From now on whoever holds it hears by how many characters it grows; called by the thread that reads. */
        void onGrowth(IntConsumer listener) {
            growth = listener;
        }

        /** The entry as it is now; the lines that come later begin another one. */
        synchronized LogEntry finish() {
            finished = true;
            leave.accept(lines);
            String text = message == null ? first.message() : redact.apply(message.toString());
            return new LogEntry(time, service, container, first.level(), text, first.loggedAt(), false, cut);
        }

        /** Whether the line has become a part of it. */
        private synchronized boolean append(String line, Position.Line place) {
            if (finished) {
                return false;
            }
            StringBuilder text = message == null ? new StringBuilder(first.message()) : message;
            if (lines.size() >= MOST_LINES || text.length() + line.length() >= MOST_CHARACTERS) {
                cut = true;
                return false;
            }
            message = text.append('\n').append(line);
            lines.add(place);
            return true;
        }
    }

    /** The entry that the line begins; empty where it goes on with one before. Called by one thread at a time. */
    Optional<Draft> add(LogLine line, Position.Line place) {
        Reading reading = Reading.of(line.text(), redact);
        Stream stream = line.error() ? error : output;
        Draft open = stream.open;
        boolean mayGoOn = continues(reading, stream, line.time());
        stream.lastLine = line.time();
        if (open != null && mayGoOn && open.append(reading.message(), place)) {
            // Without its lock: whoever holds it finishes it under a lock of its own.
            open.growth.accept(reading.message().length() + 1);
            return Optional.empty();
        }
        if (reading.begins() == Reading.Begins.WITH_TIME) {
            stream.stamped++;
        } else {
            stream.unstamped++;
        }
        Draft begun = new Draft(line.time(), reading, place);
        stream.open = begun;
        return Optional.of(begun);
    }

    private static boolean continues(Reading reading, Stream stream, Instant time) {
        return switch (reading.begins()) {
            case NOT -> true;
            case WITH_TIME, BY_ITSELF -> false;
            case PERHAPS -> stream.beginsWithTimes() && !time.isAfter(stream.lastLine.plus(LONGEST_GAP));
        };
    }
}
