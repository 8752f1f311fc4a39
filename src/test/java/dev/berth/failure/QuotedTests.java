package dev.berth.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTests {
    @Test
    void ofWhenATextWouldDoSomethingShowsItInstead() {
        assertThat(Quoted.of("a\nb\r\t\u001b[31mred\u0007 \u202eabc\u200b\ud800"))
                .isEqualTo("\"a\\nb\\r\\t\\u001b[31mred\\u0007 \\u202eabc\\u200b\\ud800\"");
    }

    @Test
    void ofWhenLongIsCut() {
        assertThat(Quoted.of("x".repeat(5000))).isEqualTo("\"" + "x".repeat(60) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest", "réseau", "a=b", "--x", "数据库"})
    void wordWhenPlainStaysAsItIs(String word) {
        assertThat(Quoted.word(word)).isEqualTo(word);
    }

    @Test
    void wordWhenItCouldNotBeSeenIsQuoted() {
        assertThat(Quoted.word("")).isEqualTo("\"\"");
        assertThat(Quoted.word("a b")).isEqualTo("\"a b\"");
        assertThat(Quoted.word("a\nb")).isEqualTo("\"a\\nb\"");
    }

    @Test
    void harmlessWhenLinesAndTabsAreAllLeavesThem() {
        String message = "one\n\ttwo → three";

        assertThat(Quoted.harmless(message)).isEqualTo(message);
        assertThat(Quoted.harmless("one\r\ntwo\u001b[2J")).isEqualTo("one\ntwo\\u001b[2J");
    }

    @ParameterizedTest
    @CsvSource({
        "no answer at tcp://ops:hunter2@db1:2375 (refused), no answer at tcp://ops:••••@db1:2375 (refused)",
        "postgres://app:p%40ss:w0rd@db/app, postgres://app:••••@db/app",
        "redis://:hunter2@cache:6379, redis://:••••@cache:6379",
        "redis://u:pa/ss@wo@host:1, redis://u:••••@host:1",
        "ssh://ops@db1, ssh://ops@db1",
        "http://a:80/x@y, http://a:80/x@y",
        "a:b@c, a:b@c"
    })
    void harmlessWhenAnAddressHoldsAPasswordHidesIt(String message, String expected) {
        assertThat(Quoted.harmless(message)).isEqualTo(expected);
        assertThat(new BerthException(ErrorCode.FAILED, message, message))
                .hasMessage(expected)
                .extracting(BerthException::hint)
                .isEqualTo(expected);
    }
}
