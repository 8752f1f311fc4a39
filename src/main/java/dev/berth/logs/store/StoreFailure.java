package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Makes a sentence of what SQLite says. */
final class StoreFailure {
    private StoreFailure() {}

    static BerthException of(Path file, SQLException cause) {
        String why = cause instanceof SQLiteException sqlite ? words(sqlite.getResultCode()) : cause.getMessage();
        return new BerthException(
                ErrorCode.FAILED,
                "the log store %s cannot be used: %s".formatted(file, why),
                "Look at the disk and the permissions of its folder.",
                cause);
    }

    /** Whether the file itself is no good, and no try will make it so. */
    static boolean isDamage(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                && switch (primary(sqlite.getResultCode())) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
                    default -> false;
                };
    }

    private static String words(SQLiteErrorCode code) {
        return switch (primary(code)) {
            case SQLITE_FULL -> "the disk is full";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged";
            case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds it";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> "it may not be written";
            case SQLITE_CANTOPEN -> "it cannot be opened";
            case SQLITE_IOERR -> "the disk does not read or write it";
            default -> code.message;
        };
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }
}
