package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogSegmentsTests {
    private static final long USUAL = 16L << 20;

    @Test
    void betweenWhenTheyAreTheSameIsThatOne() {
        assertThat(LogSegments.between("000000010000000000000004", "000000010000000000000004", USUAL))
                .containsExactly("000000010000000000000004");
    }

    @Test
    void betweenWhenALogEndsGoesOnInTheNext() {
        assertThat(LogSegments.between("0000000200000000000000FE", "000000020000000100000001", USUAL))
                .containsExactly(
                        "0000000200000000000000FE",
                        "0000000200000000000000FF",
                        "000000020000000100000000",
                        "000000020000000100000001");
    }

    @Test
    void betweenWhenSegmentsAreLargeHasFewerInALog() {
        assertThat(LogSegments.between("000000010000000000000003", "000000010000000100000000", 1L << 30))
                .containsExactly("000000010000000000000003", "000000010000000100000000");
    }
}
