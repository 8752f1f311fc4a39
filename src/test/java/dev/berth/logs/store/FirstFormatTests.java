package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose entries are a row each, with an index of their words. */
class FirstFormatTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final InstantSource CLOCK = InstantSource.fixed(BEGIN.plusSeconds(3600));
    private static final int ENTRIES = 10_000;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE source (
                id INTEGER PRIMARY KEY, service TEXT NOT NULL, container TEXT NOT NULL,
                entries INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, UNIQUE (service, container))""",
            """
            CREATE TABLE entry (
                id INTEGER PRIMARY KEY, offset INTEGER NOT NULL, source INTEGER NOT NULL, level INTEGER NOT NULL,
                cut INTEGER NOT NULL, logged INTEGER, message TEXT NOT NULL)""",
            """
            CREATE TABLE cursor (
                container_id TEXT PRIMARY KEY, service TEXT NOT NULL, container TEXT NOT NULL,
                last INTEGER NOT NULL, lines TEXT NOT NULL) WITHOUT ROWID""",
            """
            CREATE TABLE gap (
                id INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL, service TEXT NOT NULL,
                container TEXT NOT NULL, dropped INTEGER NOT NULL, reason TEXT NOT NULL,
                UNIQUE (since, container, reason))""",
            """
            CREATE VIRTUAL TABLE words USING fts5(
                message, content='', contentless_delete=1, detail=none, tokenize='ascii')""",
            "INSERT INTO source VALUES (1, 'rest', 'rest-1', 10000, 108890)",
            "INSERT INTO cursor VALUES ('id', 'rest', 'rest-1', 5, '7 7:0')",
            "INSERT INTO gap VALUES (1, 5, 6, 'rest', 'rest-1', 2, 'rotated')",
            "PRAGMA user_version = 1");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws SQLException {
        file = folder.resolve("shop-dev.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
            connection.setAutoCommit(false);
            for (String table : TABLES) {
                statement.execute(table);
            }
            String values = "VALUES (?, 0, 1, 30, 0, NULL, ?)";
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO entry " + values);
                    PreparedStatement index =
                            connection.prepareStatement("INSERT INTO words (rowid, message) VALUES (?,?)")) {
                for (int i = 0; i < ENTRIES; i++) {
                    LogEntry entry = entry(i);
                    long id = Nanos.of(entry.time()) / 1000;
                    insert.setLong(1, id);
                    insert.setString(2, entry.message());
                    insert.executeUpdate();
                    index.setLong(1, id);
                    index.setString(2, entry.message());
                    index.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    @Test
    void openWhenToBeWrittenTakesAllOver() throws SQLException {
        try (LogStore store = LogStore.open(file, CLOCK)) {
            assertThat(store.cursors())
                    .containsExactly(new LogCursor("id", "rest", "rest-1", Nanos.toInstant(5), "7 7:0"));
            assertAllAreThere();
            store.append(new LogBatch(List.of(entry(ENTRIES)), List.of(), List.of(), Set.of()));
        }

        assertThat(search("")).hasSize(ENTRIES + 1);
        assertThat(search("number 10000")).containsExactly(entry(ENTRIES));
        assertThat(tables()).doesNotContain("entry", "words").contains("block");
    }

    @Test
    void openWhenToBeReadTakesAllOver() throws SQLException {
        assertAllAreThere();

        assertThat(tables()).doesNotContain("entry", "words");
    }

    @Test
    void openWhenTakingOverWasInterruptedGoesOn() throws SQLException, IOException {
        try (Connection connection = StoreFile.openToWrite(file)) {
            TakeOver interrupted = new TakeOver(connection, new Insertion(connection, Insertion.BLOCK));
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                assertThat(interrupted.step(statement)).isTrue();
                connection.commit();
                // This one is undone.
                assertThat(interrupted.step(statement)).isTrue();
            }
            connection.rollback();
        }
        assertThat(tables()).contains("entry", "block");

        assertAllAreThere();
    }

    @Test
    void openWhenAnotherWritesItSaysSo() throws SQLException {
        try (LogStore store = LogStore.open(file, CLOCK);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(store.cursors()).hasSize(1);
            // As while it is being taken over.
            statement.execute(TABLES.get(1));

            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> StoredLogs.open(file))
                    .withMessage("the log store %s has an older format, and another Berth writes it".formatted(file))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED));
        }
    }

    private void assertAllAreThere() {
        List<LogEntry> all = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            all.add(entry(i));
        }
        assertThat(search("")).containsExactlyElementsOf(all);
        assertThat(search("number 777")).containsExactly(entry(777));
        try (StoredLogs logs = StoredLogs.open(file).orElseThrow()) {
            LogStats stats = logs.stats();
            assertThat(stats.services()).isEqualTo(Map.of("rest", new LogStats.Share(ENTRIES, 108_890)));
            assertThat(stats.gaps()).isEqualTo(1);
        }
    }

    private static LogEntry entry(int number) {
        return new LogEntry(BEGIN.plusMillis(number), "rest", "rest-1", LogLevel.INFO, "number " + number);
    }

    private List<LogEntry> search(String typed) {
        return Heard.of(file, LogSearch.of(typed)).entries;
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT name FROM sqlite_schema")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }
}
