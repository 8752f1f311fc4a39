package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ScramVerifierTests {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    /** The exchange of RFC 7677, section 3. */
    @Test
    void ofWhenPasswordIsThatOfTheStandardSignsAsTheStandardSays() throws GeneralSecurityException {
        String verifier = ScramVerifier.of("pencil", SALT);
        String exchange = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

        assertThat(verifier).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(verifier.substring(verifier.lastIndexOf(':') + 1)), "HmacSHA256"));
        assertThat(Base64.getEncoder().encodeToString(mac.doFinal(exchange.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void ofWhenNothingChangedIsTheSame() {
        assertThat(ScramVerifier.of("a", "password")).isEqualTo(ScramVerifier.of("a", "password"));
        assertThat(ScramVerifier.of("b", "password")).isNotEqualTo(ScramVerifier.of("a", "password"));
        assertThat(ScramVerifier.of("a", "passworD")).isNotEqualTo(ScramVerifier.of("a", "password"));
    }

    @Test
    void ofWhenPasswordIsWrittenInTwoWaysIsTheSame() {
        assertThat(ScramVerifier.of("p\u00e4ss", SALT)).isEqualTo(ScramVerifier.of("pa\u0308ss", SALT));
        assertThat(ScramVerifier.of("\u2168", SALT)).isEqualTo(ScramVerifier.of("IX", SALT));
    }

    @Test
    void ofWhenTheStandardProhibitsThePasswordTakesItAsItIs() {
        assertThat(ScramVerifier.of("p\u00e4ss\u0007", SALT)).isNotEqualTo(ScramVerifier.of("p\u00e4ss", SALT));
    }
}
