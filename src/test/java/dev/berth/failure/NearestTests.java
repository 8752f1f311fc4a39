package dev.berth.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTests {

    @ParameterizedTest
    @CsvSource({"memroy,memory", "memor,memory", "memoryy,memory", "cpu,cpus", "pdis,pids", "mem,", "'',"})
    void toWhenAWordIsMistypedFindsIt(String wrong, String expected) {
        assertThat(Nearest.to(wrong, List.of("cpus", "memory", "pids")).orElse(null))
                .isEqualTo(expected);
    }
}
