package dev.berth.health;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A row of an answer, by the names of its columns; what the server does not know is empty, or empty text. */
record PostgresRow(ResultSet row) {
    String text(String name) throws SQLException {
        return Optional.ofNullable(row.getString(name)).orElse("");
    }

    boolean is(String name) throws SQLException {
        return row.getBoolean(name);
    }

    OptionalLong number(String name) throws SQLException {
        long value = row.getLong(name);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** A number that is never unknown; 0 where it is. */
    long count(String name) throws SQLException {
        return row.getLong(name);
    }

    OptionalInt integer(String name) throws SQLException {
        int value = row.getInt(name);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    double milliseconds(String name) throws SQLException {
        return row.getDouble(name);
    }

    Optional<Duration> seconds(String name) throws SQLException {
        double value = row.getDouble(name);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(Math.max(0, value) * 1e9)));
    }

    Optional<Instant> time(String name) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(name)).map(Timestamp::toInstant);
    }
}
