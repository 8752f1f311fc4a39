package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.secret.SecretValue;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** On the exchange that RFC 7677 prints, with the empty user name that PostgreSQL's clients send. */
class ScramExchangeTests {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String CHALLENGE =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private final ScramExchange exchange = new ScramExchange(SecretValue.of("pencil"), NONCE);

    @Test
    void firstSaysNoMoreThanTheNonce() {
        assertThat(exchange.first()).isEqualTo("n,,n=,r=" + NONCE);
    }

    @Test
    void lastProvesThePasswordAndChecksTheServer() throws IOException {
        String last = exchange.last(CHALLENGE);

        // Computed with Python's hmac and hashlib from the same challenge.
        assertThat(last)
                .isEqualTo(
                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=qvT2SWdEH5Q06albL+hjSYuUhCG7VndFyzIb7CK4n9k=");
        exchange.check("v=3HO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOg=");
    }

    @Test
    void checkWhenTheServerDoesNotKnowThePasswordFails() throws IOException {
        exchange.last(CHALLENGE);

        assertThatThrownBy(() -> exchange.check("v=AAAA")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> exchange.check("e=other-error")).isInstanceOf(IOException.class);
    }

    @Test
    void checkWhenNothingWasChallengedFails() {
        assertThatThrownBy(() -> exchange.check("v=")).isInstanceOf(IOException.class);
    }

    @Test
    void lastWhenTheNonceIsNotOursFails() {
        for (String challenge : new String[] {
            "r=other,s=AAAA,i=4096", "r=" + NONCE + ",s=AAAA,i=4096", "", "r=" + NONCE + "x,s=AAAA,i=0"
        }) {
            assertThatThrownBy(() -> exchange.last(challenge)).isInstanceOf(IOException.class);
        }
    }
}
