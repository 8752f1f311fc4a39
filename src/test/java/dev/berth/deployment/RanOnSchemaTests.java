package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanOnSchemaTests {
    @ParameterizedTest
    @CsvSource({
        "1, 2, true",
        "2, 1, false",
        "2, 2, false",
        "1.9, 1.10, true",
        "1, 1.1, true",
        "1.0, 1, false",
        "20261122101502, 20261122101503, true",
        "1_2, 1.3, true"
    })
    void isOlderFollowsTheNumbersOneByOne(String left, String right, boolean older) {
        assertThat(RanOnSchema.isOlder(left, right)).isEqualTo(older);
    }
}
