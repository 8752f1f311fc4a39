package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountsTests {

    @Test
    void bytesWhenOfAnySizeShowsTwoFiguresThatMatter() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 B");
        assertThat(Amounts.bytes(512L << 20)).isEqualTo("512 MiB");
        assertThat(Amounts.bytes(2L << 30)).isEqualTo("2 GiB");
        assertThat(Amounts.bytes(1288490189L)).isEqualTo("1.2 GiB");
        assertThat(Amounts.bytesOf(251L << 20, 256L << 20)).isEqualTo("251 / 256 MiB");
        assertThat(Amounts.bytesOf(812L << 20, 2L << 30)).isEqualTo("812 MiB / 2 GiB");
    }

    @Test
    void durationWhenOfAnyLengthShowsTwoUnits() {
        assertThat(Amounts.duration(Duration.ofMillis(412))).isEqualTo("0.4 s");
        assertThat(Amounts.duration(Duration.ofSeconds(41))).isEqualTo("41 s");
        assertThat(Amounts.duration(Duration.ofMinutes(121))).isEqualTo("2h 1m");
        assertThat(Amounts.duration(Duration.ofHours(76))).isEqualTo("3d 4h");
    }
}
