package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a million lines of six kinds take, as services log them, with numbers and names that nobody says twice. */
@Tag("long")
class StoreSizeTests {
    private static final int LINES = 1_000_000;
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");

    @TempDir
    Path folder;

    @Test
    void appendWhenAMillionLinesComeTakesAQuarterOfThemAtMost() throws IOException {
        Path file = folder.resolve("shop-dev.db");
        Random random = new Random(1);
        Instant time = BEGIN;
        long text = 0;
        try (LogStore store = LogStore.open(file, InstantSource.system())) {
            List<LogEntry> batch = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                time = time.plusNanos(random.nextInt(2_000_000));
                String service = "service" + i % 6;
                LogEntry entry = new LogEntry(time, service, service + "-1", LogLevel.INFO, line(random, i));
                text += entry.message().getBytes(StandardCharsets.UTF_8).length + 1;
                batch.add(entry);
                if (batch.size() == 1000) {
                    store.append(new LogBatch(batch, List.of(), List.of(), Set.of()));
                    batch.clear();
                }
            }
            long taken = Files.size(file) + Files.size(file.resolveSibling("shop-dev.db-wal"));
            assertThat(taken / (double) text).isLessThan(0.25);
        }
    }

    private static String line(Random random, int number) {
        return switch (number % 6) {
            case 0 ->
                "2026-11-24 08:%02d:%02d.%03d UTC [%d] INFO: request %d of customer-%d took %d ms and was answered with %d"
                        .formatted(
                                number / 60_000 % 60,
                                number / 1000 % 60,
                                number % 1000,
                                40 + random.nextInt(97),
                                number,
                                random.nextInt(1009),
                                random.nextInt(900),
                                random.nextInt(40) == 0 ? 503 : 200);
            case 1 ->
                "INFO http GET /rest/v1/items/%d status=%d duration=%d trace=%016x path=\"/rest/v1/items\""
                        .formatted(
                                random.nextInt(1_000_000),
                                random.nextInt(41) == 0 ? 503 : 200,
                                random.nextInt(5000),
                                random.nextLong());
            case 2 ->
                "192.168.%d.%d - - [24/Nov/2026:08:55:52 +0000] \"GET /rest/v1/items/%d HTTP/1.1\" 200 %d \"-\" \"%s\""
                        .formatted(
                                random.nextInt(4),
                                random.nextInt(250),
                                random.nextInt(100_000),
                                random.nextInt(50_000),
                                "Mozilla/5.0 (X11; Linux x86_64)");
            case 3 ->
                "LOG:  duration: %d.%03d ms  execute S_%d: SELECT id, name FROM item WHERE tenant = $1 AND id = $2"
                        .formatted(random.nextInt(30), random.nextInt(1000), random.nextInt(60));
            case 4 ->
                random.nextInt(4) == 0
                        ? "connection refused by 10.0.%d.%d:5432, attempt %d, will try again in %d ms"
                                .formatted(
                                        random.nextInt(8),
                                        random.nextInt(250),
                                        random.nextInt(9),
                                        100 * random.nextInt(50))
                        : "WARN worker-%d queue=%s depth=%d is behind by %d ms; job %08x-%04x"
                                .formatted(
                                        random.nextInt(16),
                                        List.of("mail", "index", "export").get(random.nextInt(3)),
                                        random.nextInt(400),
                                        random.nextInt(10_000),
                                        random.nextInt(),
                                        random.nextInt(65_536));
            default ->
                "checkpoint complete: wrote %d buffers (%d.%d%%); 0 file(s) added, 0 removed, 1 recycled; write=%d.%03d s"
                        .formatted(
                                random.nextInt(9000),
                                random.nextInt(100),
                                random.nextInt(10),
                                random.nextInt(90),
                                random.nextInt(1000));
        };
    }
}
