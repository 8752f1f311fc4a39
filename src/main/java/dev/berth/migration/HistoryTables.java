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
import java.util.List;
import java.util.Optional;

/** Where in a database there are histories of migrations. */
final class HistoryTables {
    private static final String FIND = """
            SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = 'flyway_schema_history' AND c.relkind IN ('r', 'p') ORDER BY 1""";

    private final Postgres postgres;
    private final String schema;

    /** @param schema where our history is, or would be */
    HistoryTables(Postgres postgres, String schema) {
        this.postgres = postgres;
        this.schema = schema;
    }

    /** Why nothing may run where there is a history in another schema, and none in ours: migrations would be applied again. */
    Optional<BerthException> elsewhere() {
        List<String> found = schemas();
        if (found.isEmpty() || found.contains(schema)) {
            return Optional.empty();
        }
        return Optional.of(new BerthException(
                ErrorCode.MIGRATION_FAILED,
                "the schema %s has no history of migrations, but the schema %s has one: what it holds would be applied again"
                        .formatted(schema, String.join(" and ", found)),
                "Name it in the environment's definition: migrations.schema: %s. Where it is another application's, begin one here: berth db baseline 0"
                        .formatted(found.getFirst())));
    }

    private List<String> schemas() {
        try (PostgresSession session = postgres.open("berth db", true);
                Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(FIND)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new BerthException(
                    ErrorCode.MIGRATION_FAILED,
                    "cannot look for histories of migrations: "
                            + PostgresError.in(e).map(PostgresError::message).orElse(String.valueOf(e)),
                    "See: berth db locks",
                    e);
        }
    }
}
