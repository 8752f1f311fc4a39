package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultOutcomeTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "200 | <html>Log in</html>                           | NotVault",
                "200 | ''                                            | NotVault",
                "200 | null                                          | NotVault",
                "200 | [1]                                           | NotVault",
                "302 | ''                                            | NotVault",
                "403 | <html>Forbidden by the firewall</html>        | NotVault",
                "404 | <html>Not here</html>                         | NotVault",
                "204 | ''                                            | Success",
                "200 | {}                                            | Success",
                "403 | {\"errors\": [\"permission denied\"]}         | Denied",
                "404 | {\"errors\": []}                              | NotFound",
                "307 | ''                                            | Standby",
                "429 | {\"errors\": [\"request path: rate limit\"]}  | RateLimited",
                "400 | {\"errors\": [\"check-and-set parameter did not match the current version\"]} | Conflict",
                "400 | {\"errors\": [\"invalid role or secret ID\"]} | Rejected",
                "405 | {\"errors\": []}                              | Rejected",
                "412 | {\"errors\": []}                              | Failing",
                "500 | {\"errors\": [\"internal error\"]}            | Failing",
                "502 | <html>Bad gateway</html>                      | Failing",
            })
    void ofWhenAnsweredKnowsWhatItMeans(int status, String body, String kind) {
        assertThat(VaultOutcome.of(status, body).getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void ofWhenAnAnswerHasNoBottomIsNotVaults() {
        String deep = "{\"a\":" + "[".repeat(1_000_000);

        assertThat(VaultOutcome.of(200, deep)).isEqualTo(new VaultOutcome.NotVault(200));
        assertThat(VaultOutcome.of(500, deep)).isEqualTo(new VaultOutcome.Failing(500, ""));
    }

    @Test
    void toStringWhenSecretsAreInsideShowsNone() {
        assertThat(VaultOutcome.of(200, "{\"data\": {\"value\": \"canary\"}}").toString())
                .doesNotContain("canary");
        JsonObject body = new JsonObject();
        body.put("value", "canary");
        assertThat(VaultRequest.write("kv/a", body).as(SecretValue.of("canary")).toString())
                .doesNotContain("canary");
    }
}
