package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTemplateTests {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Map<String, SecretValue> secrets = Map.of(
            "postgres.app", SecretValue.of("p@ss w/ord+ä"),
            "api.jwt", SecretValue.of(KEY),
            "short", SecretValue.of("0123456789abcdef0123456789abcde"));

    @Test
    void renderWhenItHasPlacesFillsThemAndLeavesTheRest() {
        assertThat(render("a={{ secret \"postgres.app\" }}\nb={{secret   \"postgres.app\"}} } {x} $1 \\"))
                .isEqualTo("a=p@ss w/ord+ä\nb=p@ss w/ord+ä } {x} $1 \\");
    }

    @ParameterizedTest
    @MethodSource("dev.berth.secret.SecretStoreContract#awkwardValues")
    void renderWhenValueIsAwkwardPutsItInUnchanged(String value) {
        SecretValue rendered = new SecretTemplate("t", "<{{ secret \"x\" }}>").render(name -> SecretValue.of(value));

        assertThat(rendered.reveal()).isEqualTo("<" + value + ">");
        assertThat(rendered).hasToString("••••");
    }

    @Test
    void renderWhenUrlEncodedFitsIntoAnAddress() {
        assertThat(render("{{ urlencode \"postgres.app\" }}")).isEqualTo("p%40ss%20w%2Ford%2B%C3%A4");
    }

    @Test
    void renderWhenQuotedOrEscapedEndsNothingThatItStandsIn() {
        SecretValues odd = name -> SecretValue.of("a\"b:c\\d e");

        assertThat(template("\"app\" {{ quoted \"x\" }}").render(odd).reveal()).isEqualTo("\"app\" \"a\"\"b:c\\d e\"");
        assertThat(template("h:p:{{ pgpass \"x\" }}").render(odd).reveal()).isEqualTo("h:p:a\"b\\:c\\\\d e");
    }

    @ParameterizedTest
    @CsvSource({"quoted, two\\nlines", "pgpass, two\\rlines", "word, a blank", "word, a\"quote", "word, ''"})
    void renderWhenValueWouldEndWhatItStandsInRefuses(String function, String value) {
        SecretValues odd = name -> SecretValue.of(value.replace("\\n", "\n").replace("\\r", "\r"));

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> template("{{ %s \"x\" }}".formatted(function)).render(odd))
                .withMessageContaining("no place here")
                .withMessageNotContaining("lines\"");
    }

    @Test
    void renderWhenHashedIsWhatRedisTakes() {
        assertThat(render("#{{ sha256 \"api.jwt\" }}"))
                .isEqualTo("#3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9");
    }

    @Test
    void renderWhenKeySetIsWantedIsOne() {
        assertThat(render("{{ jwks \"api.jwt\" }}"))
                .matches("\\{\"keys\":\\[\\{\"kty\":\"oct\",\"alg\":\"HS256\",\"kid\":\"[0-9a-f]{16}\","
                        + "\"k\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}");
    }

    @Test
    void renderWhenTheValueBeforeIsValidTooHoldsBoth() {
        String before = "fedcba9876543210fedcba9876543210";

        assertThat(rendered("{{ acl \"api.jwt\" }}", before)).matches("#3eb1bd439947[0-9a-f]{52} #[0-9a-f]{64}");
        assertThat(rendered("{{ jwks \"api.jwt\" }}", before))
                .contains(
                        "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}",
                        "\"ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA\"}]}");
        assertThat(rendered("{{ secret \"api.jwt\" }}", before)).isEqualTo(KEY);
    }

    @Test
    void renderWhenTheValueBeforeIsTheSameHoldsItOnce() {
        assertThat(rendered("{{ acl \"api.jwt\" }}", KEY))
                .isEqualTo(rendered("#{{ sha256 \"api.jwt\" }}", KEY))
                .isEqualTo(render("{{ acl \"api.jwt\" }}"));
    }

    @Test
    void renderWhenLoginsTakeTurnsNamesThem() {
        assertThat(rendered("{{ login \"api.jwt\" }} after {{ retired \"api.jwt\" }}", KEY))
                .isEqualTo("b after a");
        assertWrong("{{ login \"api.jwt\" }}", "the secret api.jwt declares no logins that take turns");
    }

    private String rendered(String text, String before) {
        return template(text)
                .render(new SecretValues() {
                    @Override
                    public SecretValue current(String name) {
                        return secret(name);
                    }

                    @Override
                    public List<SecretValue> earlier(String name) {
                        return List.of(SecretValue.of(before));
                    }

                    @Override
                    public String login(String name) {
                        return "b";
                    }

                    @Override
                    public String retired(String name) {
                        return "a";
                    }
                })
                .reveal();
    }

    @Test
    void renderWhenTheKeyOfTokensIsTooShortRefuses() {
        assertWrong("x\n  {{ jwks \"short\" }}", "templates/app.conf:3:3: short is too short for HS256: 31 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ secret postgres.app }}", "{{ secret \"a\" ", "{{}}", "{{ secret \"a\nb\" }}", "{{{"})
    void renderWhenAPlaceIsMalformedSaysWhere(String place) {
        assertWrong("ok\nok " + place, "templates/app.conf:3:4: what follows {{");
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> template(place).names());
    }

    @Test
    void renderWhenTheFunctionIsUnknownSaysWhereWithoutAskingForASecret() {
        assertWrong("{{ md5 \"absent\" }}", "templates/app.conf:2:1: there is no function md5");
        assertWrong("{{ host }}", "host is not for this text");
    }

    @Test
    void renderWhenOthersAnswerAsksThem() {
        SecretValue rendered = template("https://{{ host }}:{{ port 8443 }}/{{ secret \"api.jwt\" }}")
                .render(this::secret, (function, argument) -> function + "<" + argument + ">");

        assertThat(rendered.reveal()).isEqualTo("https://host<>:port<8443>/" + KEY);
    }

    @Test
    void namesWhenUsedTwiceAreGivenOnceInTheTextsOrder() {
        assertThat(template("{{ secret \"b\" }}{{ scram \"a\" }}{{ sha256 \"b\" }}{{ host }}")
                        .names())
                .containsExactly("b", "a");
    }

    private String render(String text) {
        return template(text).render(this::secret).reveal();
    }

    private SecretValue secret(String name) {
        return Objects.requireNonNull(secrets.get(name), name);
    }

    private static SecretTemplate template(String text) {
        return new SecretTemplate("templates/app.conf", 2, text);
    }

    private void assertWrong(String text, String message) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> render(text))
                .withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DEFINITION_INVALID));
    }
}
