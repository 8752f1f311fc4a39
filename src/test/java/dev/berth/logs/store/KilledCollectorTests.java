package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteException;

/** A process that is killed while it appends, several times: what it acknowledged is there, and nothing is there twice. */
class KilledCollectorTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final int A_BATCH = 37;

    /** So that many a batch makes one, and it dies in the middle of that as often as before or after it. */
    private static final Amount SMALL_BLOCK = new Amount(50, 10_000);

    @TempDir
    Path folder;

    /** Appends numbers, from where its cursor says, until it is killed; after each batch it says how far it has come. */
    public static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (LogStore store = LogStore.open(Path.of(arguments[0]), InstantSource.system(), SMALL_BLOCK)) {
                long next = store.cursors().stream()
                        .mapToLong(cursor -> Long.parseLong(cursor.lines()))
                        .findFirst()
                        .orElse(0);
                while (true) {
                    List<LogEntry> entries = new ArrayList<>();
                    for (int i = 0; i < A_BATCH; i++) {
                        // Many have the same nanosecond.
                        Instant time = BEGIN.plusMillis(next / 100);
                        entries.add(new LogEntry(time, "rest", "rest-1", LogLevel.INFO, "number " + next++));
                    }
                    LogCursor cursor = new LogCursor(
                            "id", "rest", "rest-1", entries.getLast().time(), String.valueOf(next));
                    store.append(new LogBatch(entries, List.of(), List.of(cursor), Set.of()));
                    System.out.println(next);
                }
            }
        }
    }

    @Test
    void appendWhenKilledHasAllThatWasAcknowledgedAndNothingTwice() throws IOException, InterruptedException {
        Path file = folder.resolve("shop-dev.db");
        long acknowledged = 0;
        for (int batches : List.of(1, 40, 150, 7)) {
            acknowledged = killAfter(file, batches, () -> {});
        }

        List<String> kept = keptInOrder(file);
        assertThat((long) kept.size()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(Heard.of(file, LogSearch.of("number")).entries).hasSameSizeAs(kept);
        try (LogStore store = LogStore.open(file, InstantSource.system())) {
            assertThat(store.cursors()).extracting(LogCursor::lines).containsExactly(String.valueOf(kept.size()));
        }
    }

    @Test
    void searchWhenAnotherProcessAppendsGivesEachOnce() throws IOException, InterruptedException {
        Path file = folder.resolve("shop-dev.db");

        long acknowledged = killAfter(file, 5, () -> {
            int before = 0;
            for (int i = 0; i < 10; i++) {
                int now = keptInOrder(file).size();
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
        });

        assertThat((long) keptInOrder(file).size()).isGreaterThanOrEqualTo(acknowledged);
    }

    private static List<String> keptInOrder(Path file) {
        List<String> kept = Heard.of(file, LogSearch.of("")).lines;
        assertThat(kept)
                .containsExactlyElementsOf(LongStream.range(0, kept.size())
                        .mapToObj(number -> "number " + number)
                        .toList());
        return kept;
    }

    /** The last number that it said. */
    private static long killAfter(Path file, int batches, Runnable meanwhile) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Stream.of(LogStore.class, Child.class, SQLiteException.class)
                                .map(each -> each.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath())
                                .collect(Collectors.joining(":")),
                        Child.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = child.inputReader()) {
            String last = "0";
            for (int i = 0; i < batches; i++) {
                String line = said.readLine();
                assertThat(line).isNotNull();
                last = line;
            }
            meanwhile.run();
            // By its handle: a process closes its streams, and there may be something in them.
            child.toHandle().destroyForcibly();
            // What it said before it died counts, too; half a line does not.
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last = line.length() >= last.length() ? line : last;
            }
            child.waitFor();
            return Long.parseLong(last);
        } finally {
            child.destroyForcibly();
        }
    }
}
