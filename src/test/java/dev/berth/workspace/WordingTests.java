package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordingTests {

    @Test
    void eitherWhenSeveralJoinsTheLastByOr() {
        assertThat(Wording.either(List.of("a"))).isEqualTo("a");
        assertThat(Wording.either(List.of("a", "b"))).isEqualTo("a or b");
        assertThat(Wording.either(List.of("a", "b", "c"))).isEqualTo("a, b or c");
    }

    @Test
    void quotedWhenLongIsCut() {
        assertThat(Wording.quoted("x".repeat(100) + "\n")).hasSize(63).endsWith("x…\"");
    }
}
