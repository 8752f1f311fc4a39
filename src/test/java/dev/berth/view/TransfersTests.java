package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransfersTests {
    private static final long MEBIBYTE = 1L << 20;

    @Test
    void textWhenUnderWayTellsRateAndWhatIsLeft() {
        assertThat(Transfers.text(300 * MEBIBYTE, 900 * MEBIBYTE, Duration.ofSeconds(10)))
                .isEqualTo("33% of 900 MiB, 30 MiB/s, 20 s left");
    }

    @Test
    void textWhenJustBegunTellsNoRate() {
        assertThat(Transfers.text(MEBIBYTE, 900 * MEBIBYTE, Duration.ofMillis(300)))
                .isEqualTo("0% of 900 MiB");
    }

    @Test
    void textWhenDoneTellsNothingLeft() {
        assertThat(Transfers.text(900 * MEBIBYTE, 900 * MEBIBYTE, Duration.ofSeconds(30)))
                .isEqualTo("100% of 900 MiB, 30 MiB/s");
    }

    @Test
    void textWhenNothingIsThereToCopyDividesByNothing() {
        assertThat(Transfers.text(0, 0, Duration.ofSeconds(5))).isEqualTo("0% of 0 B");
    }
}
