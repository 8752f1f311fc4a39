package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTests {

    @ParameterizedTest
    @CsvSource({"memroy,memory", "memor,memory", "memoryy,memory", "cpu,cpus", "pdis,pids", "mem,", "'',"})
    void nearestWhenAWordIsMistypedFindsIt(String wrong, String expected) {
        assertThat(Wording.nearest(wrong, List.of("cpus", "memory", "pids")).orElse(null))
                .isEqualTo(expected);
    }

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
