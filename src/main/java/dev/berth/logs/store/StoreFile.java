package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of a store, as a database of SQLite; its tables are made here and nowhere else.
 *
 * <p>An entry's number is its time in microseconds, or the next one that is free: so what lies one after the other in the
 * file is in the order of its times, and so is what the index finds.
 */
final class StoreFile {
    private static final int VERSION = 1;

    /** How long a reader waits for a writer that makes a file or takes its journal in; they do not wait for each other else. */
    private static final int PATIENCE_MILLIS = 5000;

    private static final int MOST_JOURNAL_BYTES = 16 * 1024 * 1024;

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
            // Which word stands in which entry, and no more: what is between words is checked on the message.
            """
            CREATE VIRTUAL TABLE words USING fts5(
                message, content='', contentless_delete=1, detail=none, tokenize='ascii')""");

    private StoreFile() {}

    /** Opens it to write, and makes what is missing. */
    static Connection openToWrite(Path file) throws SQLException, IOException {
        NativeLibrary.unpackInto(file.toAbsolutePath().resolveSibling("").normalize());
        PrivateFolder.createFile(file);
        Connection connection = connect(file);
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            check(file, version);
            // The first of these counts for a new file only, and only before it has a table.
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA journal_size_limit = " + MOST_JOURNAL_BYTES);
            if (version == 0) {
                make(connection, statement);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens one that is there to read. */
    static Connection openToRead(Path file) throws SQLException, IOException {
        NativeLibrary.unpackInto(file.toAbsolutePath().resolveSibling("").normalize());
        Connection connection = connect(file);
        try (Statement statement = connection.createStatement()) {
            check(file, version(statement));
            statement.execute("PRAGMA query_only = ON");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static void make(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        for (String table : TABLES) {
            statement.execute(table);
        }
        statement.execute("PRAGMA user_version = " + VERSION);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void check(Path file, int version) {
        if (version > VERSION) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the log store %s was written by a newer Berth (format %d; this one knows %d)"
                            .formatted(file, version, VERSION),
                    "Upgrade this Berth, or move the file away to begin a new store.");
        }
    }

    private static int version(Statement statement) throws SQLException {
        return (int) number(statement, "PRAGMA user_version");
    }

    static long number(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }
}
