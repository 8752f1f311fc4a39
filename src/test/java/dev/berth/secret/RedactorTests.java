package dev.berth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTests {
    private final Redactor redactor = new Redactor();

    @Test
    void redactWhenNothingIsKnownChangesNothing() {
        assertThat(redactor.redact("a text")).isEqualTo("a text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "O'B!n(e):a/b&<c>\\d\"",
                "O'B!n(e)%3Aa%2Fb%26%3Cc%3E%5Cd%22",
                "O%27B%21n%28e%29%3Aa/b%26%3Cc%3E%5Cd%22",
                "O%27B%21n%28e%29%3aa%2fb%26%3cc%3e%5cd%22",
                "O'B!n(e):a/b\\u0026\\u003cc\\u003e\\\\d\\\"",
                "O'B!n(e):a\\/b&<c>\\\\d\\\"",
                "O''B!n(e):a/b&<c>\\d\"",
                "O'B!n(e):a/b&<c>\\d\"\"",
                "O'B!n(e)\\:a/b&<c>\\\\d\""
            })
    void redactWhenOtherProgramsWriteTheValueMasksItAllTheSame(String form) {
        add("O'B!n(e):a/b&<c>\\d\"");

        assertThat(redactor.redact("before " + form + " after")).isEqualTo("before •••• after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p@ss \"w\"ord?>",
                "cEBzcyAidyJvcmQ/Pg",
                "cEBzcyAidyJvcmQ_Pg",
                "p%40ss+%22w%22ord%3F%3E",
                "p%40ss%20%22w%22ord%3F%3E",
                "70407373202277226f72643f3e",
                "p@ss \\\"w\\\"ord?>"
            })
    void redactWhenValueIsWrittenInAnotherFormMasksItAllTheSame(String form) {
        add("p@ss \"w\"ord?>");

        assertThat(redactor.redact("before " + form + " between " + form)).isEqualTo("before •••• between ••••");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "user:"})
    void redactWhenBase64HoldsTheValueAmongOthersMasksItsPart(String before) {
        add("correct horse battery");
        String text = Base64.getEncoder().encodeToString((before + "correct horse battery:after").getBytes(UTF_8));

        String redacted = redactor.redact(text);

        assertThat(redacted).contains("••••");
        assertThat(redacted.replace("••••", "").length()).isLessThanOrEqualTo(before.length() * 2 + 12);
    }

    @Test
    void watchingWhenAStoreHandsOutOrTakesAValueMasksIt() {
        MemorySecretStore memory = new MemorySecretStore();
        memory.write("a", SecretValue.of("read before"), 0);
        SecretStore store = redactor.watching(memory);

        assertThat(store.read("a")).isPresent();
        store.write("b", SecretValue.of("written now"), 0);

        assertThat(redactor.redact("read before, written now")).isEqualTo("••••, ••••");
    }

    @Test
    void redactWhenOneValueBeginsAnotherMasksTheLongerOne() {
        add("secret", "secret-and-more");

        assertThat(redactor.redact("secret-and-more secret-and")).isEqualTo("•••• ••••-and");
    }

    @Test
    void redactWhenValueHasLinesMasksEachByItself() {
        add("first line\nsecond line\n");

        assertThat(redactor.redact("| first line\n| second line")).isEqualTo("| ••••\n| ••••");
    }

    @Test
    void redactWhenValueIsAWordLeavesIt() {
        add("x", "admin");

        assertThat(redactor.redact("x is admin")).isEqualTo("x is admin");
    }

    @Test
    void redactWhenValuesOverlapMasksTheLongestThatBeginsFirst() {
        add("canary-value", "canary-value-longer", "values are", "ary-val");

        assertThat(redactor.redact(
                        "x canary-value-long canary-value-longer canary-valu values are, canary-value canary"))
                .isEqualTo("x ••••-long •••• can••••u ••••, •••• canary");
    }

    private void add(String... values) {
        redactor.add(List.of(values).stream().map(SecretValue::of).toList());
    }
}
