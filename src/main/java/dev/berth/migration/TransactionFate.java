package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.datastore.PostgresSession;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongPredicate;

/** Asks PostgreSQL whether a transaction was committed. */
final class TransactionFate implements LongPredicate {
    private final Postgres postgres;

    TransactionFate(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public boolean test(long transaction) {
        try (PostgresSession session = postgres.open("berth db", true);
                PreparedStatement query = session.connection()
                        .prepareStatement("SELECT txid_status(?) IS NOT DISTINCT FROM 'committed'")) {
            query.setLong(1, transaction);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new BerthException(
                    ErrorCode.DATASTORE_UNREACHABLE,
                    "cannot ask what became of transaction %d: %s"
                            .formatted(
                                    transaction,
                                    PostgresError.in(e)
                                            .map(PostgresError::message)
                                            .orElse(String.valueOf(e))),
                    "See: berth db info",
                    e);
        }
    }
}
