package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.datastore.PostgresSession;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds and drops indexes that an interrupted or failed build left behind. */
final class InvalidIndexes {
    private static final String APPLICATION = "berth db";

    /** Indexes that are being built are not left behind, and those of partitioned tables are incomplete by design. */
    private static final String FIND = """
            SELECT n.nspname, c.relname, t.relname
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%'
              AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
            ORDER BY 1, 2""";

    private final Postgres postgres;

    InvalidIndexes(Postgres postgres) {
        this.postgres = postgres;
    }

    List<InvalidIndex> find() {
        List<InvalidIndex> found = new ArrayList<>();
        try (PostgresSession session = postgres.open(APPLICATION, true);
                Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(FIND)) {
            while (rows.next()) {
                found.add(new InvalidIndex(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
            return found;
        } catch (SQLException e) {
            throw failure("cannot look for INVALID indexes", e);
        }
    }

    void drop(Collection<InvalidIndex> indexes) {
        if (indexes.isEmpty()) {
            return;
        }
        try (PostgresSession session = postgres.open(APPLICATION, false);
                Statement statement = session.connection().createStatement()) {
            statement.execute("SET lock_timeout = '%ds'".formatted(LockTimeouts.PATIENT.toSeconds()));
            for (InvalidIndex index : indexes) {
                statement.execute(index.dropStatement());
            }
        } catch (SQLException e) {
            throw failure("cannot drop an INVALID index", e);
        }
    }

    private static BerthException failure(String what, SQLException problem) {
        String words = PostgresError.in(problem).map(PostgresError::message).orElse(String.valueOf(problem));
        return new BerthException(
                ErrorCode.MIGRATION_FAILED, what + ": " + words, "See what holds it: berth db psql", problem);
    }
}
