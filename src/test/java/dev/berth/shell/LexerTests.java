package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTests {

    private static List<String> words(String line) {
        return Lexer.words(line, name -> "<" + name + ">");
    }

    @Test
    void wordsWhenQuotedKeepsEverything() {
        assertThat(words("a 'b  c' \"d e\" f\\ g ''")).containsExactly("a", "b  c", "d e", "f g", "");
        assertThat(words("'a\\b' \"a\\b\" \"q\\\"q\" it\"'\"s")).containsExactly("a\\b", "a\\b", "q\"q", "it's");
    }

    @Test
    void wordsWhenVariablesReplacesThemOutsideSingleQuotes() {
        assertThat(words("${A} \"x${B}y\" '${C}' $$ $D \\${E}"))
                .containsExactly("<A>", "x<B>y", "${C}", "$", "$D", "${E}");
    }

    @Test
    void wordsWhenValueHasBlanksIsStillOneWord() {
        assertThat(Lexer.words("${A}", name -> "two 'words")).containsExactly("two 'words");
    }

    @Test
    void wordsWhenCommentBeginsAWordEndsThere() {
        assertThat(words("a b#c # don't")).containsExactly("a", "b#c");
        assertThat(words("# it's all")).isEmpty();
    }

    @Test
    void wordsWhenUnfinishedSaysWhat() {
        assertThatThrownBy(() -> words("a 'b")).hasMessage("a single quote is not closed");
        assertThatThrownBy(() -> words("a \"b")).hasMessage("a double quote is not closed");
        assertThatThrownBy(() -> words("a \\")).hasMessage("the line ends with a backslash");
    }

    @Test
    void wordsWhenLineGoesOnJoinsIt() {
        assertThat(words("a \\\n  b 'c\nd'")).containsExactly("a", "b", "c\nd");
    }
}
