package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogCursor;
import dev.berth.logs.LogGap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The one writer of an environment's store. A batch is stored whole or not at all, with the cursors that belong to it:
 * who is killed and goes on from them has nothing twice, and lacks nothing.
 */
final class LogStore implements BatchStore {
    private final Path file;
    private final InstantSource clock;
    private final FileChannel lock;
    private final Amount block;
    private Connection connection;
    private Insertion insertion;

    private LogStore(Path file, InstantSource clock, FileChannel lock, Amount block) throws SQLException, IOException {
        this.file = file;
        this.clock = clock;
        this.lock = lock;
        this.block = block;
        connection = StoreFile.openToWrite(file);
        try {
            insertion = new Insertion(connection, block);
            if (StoreFile.isOld(connection)) {
                new TakeOver(connection, insertion).run();
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Opens the store, or begins one; a damaged one is put aside, and a new one begins with a gap that names it.
     *
     * @throws BerthException LOCKED when somebody else writes it; FAILED when it cannot be opened, or is newer than we are
     */
    static LogStore open(Path file, InstantSource clock) {
        return open(file, clock, Insertion.BLOCK);
    }

    /** @param block what makes one */
    static LogStore open(Path file, InstantSource clock, Amount block) {
        try {
            PrivateFolder.create(file.toAbsolutePath().resolveSibling("").normalize());
            FileChannel lock = lock(file);
            try {
                return open(file, clock, lock, block);
            } catch (SQLException | IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static LogStore open(Path file, InstantSource clock, FileChannel lock, Amount block)
            throws SQLException, IOException {
        try {
            return new LogStore(file, clock, lock, block);
        } catch (SQLException e) {
            if (!StoreFailure.isDamage(e)) {
                throw e;
            }
            LogGap damage = putAside(file, clock);
            LogStore store = new LogStore(file, clock, lock, block);
            store.store(new LogBatch(List.of(), List.of(damage), List.of(), Set.of()));
            return store;
        }
    }

    private static BerthException unusable(Path file, IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "the log store %s cannot be opened: %s".formatted(file, cause),
                "Look at the disk and the permissions of its folder.",
                cause);
    }

    /** Given back by the system itself when the process dies. */
    private static FileChannel lock(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        PrivateFolder.createFile(beside);
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // It is somebody else in this process.
        }
        channel.close();
        throw new BerthException(
                ErrorCode.LOCKED,
                "the log store %s is being written by another Berth".formatted(file),
                "One collector an environment is enough: stop the other one first.");
    }

    /** Gives a damaged file, and its journal, another name. */
    private static LogGap putAside(Path file, InstantSource clock) throws IOException {
        Instant now = clock.instant();
        String name = file.getFileName() + ".damaged-"
                + now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        for (String part : List.of("", "-wal", "-shm")) {
            Path from = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(from)) {
                Files.move(from, file.resolveSibling(name + part), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new LogGap(
                now, now, "", "", 0, "the store was damaged: what it had before is in " + file.resolveSibling(name));
    }

    /** Those that were stored last. */
    List<LogCursor> cursors() {
        List<LogCursor> cursors = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT container_id, service, container, last, lines FROM cursor")) {
            while (row.next()) {
                cursors.add(new LogCursor(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Nanos.toInstant(row.getLong(4)),
                        row.getString(5)));
            }
            return cursors;
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    @Override
    public void append(LogBatch batch) {
        try {
            store(batch);
        } catch (SQLException e) {
            if (!StoreFailure.isDamage(e)) {
                throw StoreFailure.of(file, e);
            }
            beginAnew(batch);
        }
    }

    private void beginAnew(LogBatch batch) {
        try {
            connection.close();
            LogGap damage = putAside(file, clock);
            connection = StoreFile.openToWrite(file);
            insertion = new Insertion(connection, block);
            List<LogGap> gaps = new ArrayList<>(batch.gaps());
            gaps.add(damage);
            store(new LogBatch(batch.entries(), gaps, batch.cursors(), batch.forgotten()));
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private void store(LogBatch batch) throws SQLException {
        connection.setAutoCommit(false);
        try {
            insertion.add(batch.entries());
            gaps(batch.gaps());
            moveCursors(batch.cursors());
            forget(batch.forgotten());
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            insertion.forget();
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void gaps(List<LogGap> gaps) throws SQLException {
        // One that is found again after a crash is the same one.
        String sql =
                "INSERT OR IGNORE INTO gap (since, until, service, container, dropped, reason) VALUES (?,?,?,?,?,?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (LogGap gap : gaps) {
                insert.setLong(1, Nanos.of(gap.from()));
                insert.setLong(2, Nanos.of(gap.until()));
                insert.setString(3, gap.service());
                insert.setString(4, gap.container());
                insert.setLong(5, gap.dropped());
                insert.setString(6, gap.reason());
                insert.executeUpdate();
            }
        }
    }

    private void moveCursors(List<LogCursor> cursors) throws SQLException {
        String sql = "INSERT OR REPLACE INTO cursor (container_id, service, container, last, lines) VALUES (?,?,?,?,?)";
        try (PreparedStatement replace = connection.prepareStatement(sql)) {
            for (LogCursor cursor : cursors) {
                replace.setString(1, cursor.containerId());
                replace.setString(2, cursor.service());
                replace.setString(3, cursor.container());
                replace.setLong(4, Nanos.of(cursor.last()));
                replace.setString(5, cursor.lines());
                replace.executeUpdate();
            }
        }
    }

    private void forget(Set<String> containers) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM cursor WHERE container_id = ?")) {
            for (String container : containers) {
                delete.setString(1, container);
                delete.executeUpdate();
            }
        }
    }

    @Override
    public boolean trim(Retention retention) {
        try {
            boolean more = new Removal(connection, retention, clock.instant()).run();
            insertion.forget();
            return more;
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            connection.close();
        } catch (SQLException e) {
            throw StoreFailure.of(file, e);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }
}
