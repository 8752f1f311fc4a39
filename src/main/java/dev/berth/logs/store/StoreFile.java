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
 * <p>Entries that came last are rows of the tail; all others lie in blocks, each with the filter of its words, and beside it
 * what each source has of it. Blocks may overlap in time, and never change; the number of one is never another's.
 */
final class StoreFile {
    private static final int VERSION = 2;

    /** How long a reader waits for a writer that makes a file or takes its journal in; they do not wait for each other else. */
    private static final int PATIENCE_MILLIS = 5000;

    /** What the journal may have when it is written into the file, and what it keeps then. */
    private static final int JOURNAL_PAGES = 256;

    private static final int MOST_JOURNAL_BYTES = 1024 * 1024;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS source (
                id INTEGER PRIMARY KEY, service TEXT NOT NULL, container TEXT NOT NULL,
                entries INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, UNIQUE (service, container))""",
            """
            CREATE TABLE IF NOT EXISTS tail (
                id INTEGER PRIMARY KEY, time INTEGER NOT NULL, source INTEGER NOT NULL, level INTEGER NOT NULL,
                cut INTEGER NOT NULL, logged INTEGER, message TEXT NOT NULL)""",
            """
            CREATE TABLE IF NOT EXISTS block (
                id INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, last INTEGER NOT NULL,
                entries INTEGER NOT NULL, words BLOB NOT NULL, content BLOB NOT NULL)""",
            // Of blocks as a whole nothing else is asked, so that they themselves are not read for it.
            "CREATE INDEX IF NOT EXISTS block_time ON block (first, last, entries)",
            """
            CREATE TABLE IF NOT EXISTS share (
                block INTEGER NOT NULL, source INTEGER NOT NULL, entries INTEGER NOT NULL, bytes INTEGER NOT NULL,
                level INTEGER NOT NULL, PRIMARY KEY (block, source)) WITHOUT ROWID""",
            """
            CREATE TABLE IF NOT EXISTS cursor (
                container_id TEXT PRIMARY KEY, service TEXT NOT NULL, container TEXT NOT NULL,
                last INTEGER NOT NULL, lines TEXT NOT NULL) WITHOUT ROWID""",
            """
            CREATE TABLE IF NOT EXISTS gap (
                id INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL, service TEXT NOT NULL,
                container TEXT NOT NULL, dropped INTEGER NOT NULL, reason TEXT NOT NULL,
                UNIQUE (since, container, reason))""");

    /** The first time that an entry has, in SQL. */
    static final String OLDEST =
            "(SELECT min(t) FROM (SELECT min(time) AS t FROM tail UNION ALL SELECT min(first) FROM block))";

    /** The last one. */
    static final String NEWEST =
            "(SELECT max(t) FROM (SELECT max(time) AS t FROM tail UNION ALL SELECT max(last) FROM block))";

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
            statement.execute("PRAGMA wal_autocheckpoint = " + JOURNAL_PAGES);
            if (version < VERSION) {
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
        // Of the first format, whose entries are taken over afterwards.
        statement.execute("DROP TABLE IF EXISTS words");
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

    /** Whether entries of the first format are in it. */
    static boolean isOld(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return number(statement, "SELECT count(*) FROM sqlite_schema WHERE name = 'entry'") > 0;
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
