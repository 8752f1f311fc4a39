package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTextTests {
    @Test
    void parseWhenValuesAreBareTakesThemAsTheyAre() {
        assertThat(parse("""
                # a comment

                DOLLAR=P@$$w0rd
                export EXPORTED = two words   # a comment
                HASH=a#b
                BACK=C:\\n
                EQUALS=a=b==
                dotted.name-1=x
                QUOTE=it's
                EMPTY=
                UNICODE=ключ-ä
                """))
                .containsExactly(
                        Map.entry("DOLLAR", "P@$$w0rd"),
                        Map.entry("EXPORTED", "two words"),
                        Map.entry("HASH", "a#b"),
                        Map.entry("BACK", "C:\\n"),
                        Map.entry("EQUALS", "a=b=="),
                        Map.entry("dotted.name-1", "x"),
                        Map.entry("QUOTE", "it's"),
                        Map.entry("EMPTY", ""),
                        Map.entry("UNICODE", "ключ-ä"));
    }

    @Test
    void parseWhenValuesAreQuotedKeepsLinesAndDollars() {
        assertThat(parse("""
                SINGLE='a "b" \\n ${HOME} # c'
                DOUBLE="a 'b' \\"c\\" \\n \\\\ $HOME \\$ # d" # comment
                PEM="-----BEGIN-----
                AAAA
                -----END-----"
                AFTER=x
                """))
                .containsExactly(
                        Map.entry("SINGLE", "a \"b\" \\n ${HOME} # c"),
                        Map.entry("DOUBLE", "a 'b' \"c\" \n \\ $HOME $ # d"),
                        Map.entry("PEM", "-----BEGIN-----\nAAAA\n-----END-----"),
                        Map.entry("AFTER", "x"));
    }

    @Test
    void parseWhenLinesEndAsOnWindowsOrNotAtAllReadsTheSame() {
        assertThat(parse("\uFEFFA=1\r\nB='2'\r\nC=3"))
                .containsExactly(Map.entry("A", "1"), Map.entry("B", "2"), Map.entry("C", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A=1;no equals sign|2: no NAME=value",
                "A=1;=x|2: no NAME=value",
                "A=1;A=2|twice",
                "A='x;B=1|1: the quote that begins here never ends",
                "A=1;B=\"x\"y|2: something follows the closing quote",
                "A=\"\\q\"|a backslash in double quotes escapes nothing"
            })
    void parseWhenItCannotBeReadNamesTheLine(String text, String problem) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> parse(text.replace(';', '\n')))
                .withMessageStartingWith("x.env:")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A='hunter2", "A=\"hunter2\" hunter2", "A=\"hunter2\\q\""})
    void parseWhenItCannotBeReadShowsNoValue(String text) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> parse(text))
                .satisfies(failure ->
                        assertThat(failure.getMessage() + failure.hint()).doesNotContain("hunter2"));
    }

    private static Map<String, String> parse(String text) {
        return DotenvText.parse(text, "x.env").entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().reveal(),
                        (left, right) -> left,
                        java.util.LinkedHashMap::new));
    }
}
