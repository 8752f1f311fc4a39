package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import dev.berth.workspace.Quantities;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;

/** Command lines as anybody may type or write them. */
class ScriptFuzzTests {

    /** Every line of a script has words, and what was read as one word is one word when it is quoted. */
    @FuzzTarget
    void script(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            try {
                Script script = Script.parse("script", text);
                Variables variables = new Variables();
                for (Script.Line line : script.lines()) {
                    assertThat(line.number()).isPositive();
                    assertThat(line.shown()).doesNotContain("\n");
                    assertThat(Lexer.places(line.text())).isNotEmpty();
                    checkWords(line.text());
                    run(variables, line.text());
                }
                assertThat(script.commands()).isBetween(0, script.lines().size());
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
            }
        });
    }

    private static void checkWords(String line) {
        List<Lexer.Word> places = Lexer.places(line);
        int end = 0;
        for (Lexer.Word word : places) {
            assertThat(word.start()).isGreaterThanOrEqualTo(end);
            assertThat(word.end()).isGreaterThan(word.start()).isLessThanOrEqualTo(line.length());
            end = word.end();
        }
        List<String> words = places.stream().map(Lexer.Word::text).toList();
        String quoted = words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        assertThat(Lexer.words(quoted, name -> "")).isEqualTo(words);
    }

    private static void run(Variables variables, String line) {
        try {
            if (!variables.assign(line)) {
                variables.words(line);
            }
        } catch (BerthException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
        }
    }

    /** The cursor may stand anywhere in what is typed. */
    @FuzzTarget
    void prompt(byte[] input) throws Exception {
        String line = new String(input, StandardCharsets.UTF_8);
        PromptParser parser = new PromptParser();

        Thrift.of(input.length * Math.min(input.length, 50), () -> {
            for (int cursor = 0; cursor <= Math.min(line.length(), 50); cursor++) {
                var typed = parser.parse(line, cursor, Parser.ParseContext.COMPLETE);
                assertThat(typed.words()).isNotEmpty();
                assertThat(typed.word()).isEqualTo(typed.words().getLast());
                assertThat(typed.wordIndex()).isEqualTo(typed.words().size() - 1);
            }
            try {
                assertThat(parser.parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE)
                                .words())
                        .isNotEmpty();
            } catch (EOFError e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTarget
    void moment(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            try {
                assertThat(Quantities.duration(text)).isGreaterThanOrEqualTo(Duration.ZERO);
            } catch (IllegalArgumentException | ArithmeticException e) {
                // Neither is promised to be one.
            }
            try {
                assertThat(MomentText.parse(text)).isNotNull();
            } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
                assertThat(e).isNotInstanceOf(DateTimeException.class);
            }
        });
    }
}
