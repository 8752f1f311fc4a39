package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why nobody was let in. */
class LoginFailureTests {
    private final PostgresLogin login = new PostgresLogin("acme-dev", "postgres", "app", "migrator", Optional::empty);

    @ParameterizedTest
    @CsvSource({
        "28P01, postgres of acme-dev refuses migrator for database app: no, berth secrets check",
        "28000, postgres of acme-dev refuses migrator for database app: no, pg_hba.conf",
        "08004, postgres of acme-dev refuses migrator for database app: no, migrations.passwordSecret",
        "3D000, postgres of acme-dev refuses migrator for database app: no, migrations.database",
        "57P03, postgres of acme-dev refuses migrator for database app: no, berth stack status",
        "53300, postgres of acme-dev refuses migrator for database app: no, max_connections",
        "08001, postgres of acme-dev does not answer: no, berth stack logs postgres"
    })
    void ofWhenServerRefusesSaysWhatHelps(String state, String message, String hint) {
        BerthException failure = LoginFailure.of(login, new SQLException("no", state));

        assertThat(failure.code()).isEqualTo(ErrorCode.DATASTORE_UNREACHABLE);
        assertThat(failure).hasMessage(message);
        assertThat(failure.hint()).contains(hint);
    }
}
