package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.PlayedReach;
import dev.berth.testing.Thrift;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Logins at a server that is not what it should be. */
class LoginFuzzTests {
    private static final String PASSWORD = "hunter2hunter2";

    /** The first line is its challenge, the second its verdict: nobody who does not know the password passes for the server. */
    @FuzzTarget
    void scram(byte[] input) throws Exception {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", 2);

        Thrift.of(input.length, () -> {
            ScramExchange exchange = new ScramExchange(SecretValue.of(PASSWORD), "nonce");
            boolean passed = false;
            try {
                assertThat(exchange.last(parts[0])).startsWith("c=biws,r=nonce").doesNotContain(PASSWORD);
                exchange.check(parts.length > 1 ? parts[1] : "");
                passed = true;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain(PASSWORD);
            }
            assertThat(passed).isFalse();
        });
    }

    /** What the database driver makes of it is a failure in Berth's words. */
    @FuzzTarget
    void postgres(byte[] input) throws Exception {
        PostgresLogin login =
                new PostgresLogin("shop-dev", "postgres", "app", "app", () -> Optional.of(SecretValue.of(PASSWORD)));

        Thrift.of(input.length, () -> {
            try (Postgres postgres = new Postgres(new PlayedReach(input), login)) {
                postgres.open("berth", true).close();
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DATASTORE_UNREACHABLE);
                assertThat(e.getMessage()).doesNotContain(PASSWORD);
            } catch (java.sql.SQLException e) {
                // Closing tells the server so, which may not listen any more.
            }
        });
    }
}
