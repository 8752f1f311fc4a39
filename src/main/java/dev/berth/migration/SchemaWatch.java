package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.failure.BerthException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes down what Berth's own work does to a schema, so that what anybody else does to it can be told from that. */
final class SchemaWatch {
    private final SchemaReader reader;
    private final SchemaRecord record;
    private final Supplier<History> history;
    private final Clock clock;

    SchemaWatch(Postgres postgres, SchemaRecord record, Supplier<History> history, Clock clock) {
        this.reader = new SchemaReader(postgres);
        this.record = record;
        this.history = history;
        this.clock = clock;
    }

    /** The database and what is written down of it, before the work. */
    final class Work {
        private final Optional<RecordedSchema> recorded;
        private final Schema before;

        private Work(Optional<RecordedSchema> recorded, Schema before) {
            this.recorded = recorded;
            this.before = before;
        }

        /** Writes down what the work did, also where it failed half way. */
        private void done() {
            Schema after = reader.read();
            write(recorded.map(each -> each.schema().advanced(before, after)).orElse(after));
        }
    }

    /**
     * Does some work.
     *
     * @param problems told in words that there is no record of it; the work counts all the same
     */
    <T> T during(Supplier<T> work, Consumer<String> problems) {
        Optional<Work> begun = begin(problems);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            // What failed half way has left something, too. An interrupted thread can ask the database nothing more.
            if (!Thread.currentThread().isInterrupted()) {
                begun.ifPresent(each -> end(each, problem -> {}));
            }
            throw e;
        }
        begun.ifPresent(each -> end(each, problems));
        return result;
    }

    private Optional<Work> begin(Consumer<String> problems) {
        try {
            List<String> applied = RecordedSchema.applied(history.get());
            // A record of another history says nothing of what is there now.
            Optional<RecordedSchema> recorded =
                    record.read().filter(each -> each.applied().equals(applied));
            return Optional.of(new Work(recorded, reader.read()));
        } catch (BerthException e) {
            problems.accept(words(e));
            return Optional.empty();
        }
    }

    private static void end(Work work, Consumer<String> problems) {
        try {
            work.done();
        } catch (BerthException e) {
            problems.accept(words(e));
        }
    }

    private static String words(BerthException problem) {
        return "what the schema is now could not be written down, so db drift cannot tell what others change: "
                + problem.getMessage();
    }

    /** Takes the schema as it is for what it is to be. */
    void accept() {
        write(reader.read());
    }

    private void write(Schema schema) {
        record.write(new RecordedSchema(clock.instant(), RecordedSchema.applied(history.get()), schema));
    }

    /** What differs now from what is written down; empty where that is of another history, or nothing is. */
    Optional<Drift> drift() {
        History now = history.get();
        return record.read()
                .filter(each -> each.applied().equals(RecordedSchema.applied(now)))
                .map(each -> new Drift(now.current(), each.at(), each.schema().differences(reader.read())));
    }
}
