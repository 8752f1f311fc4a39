package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatsReaderTests {

    @Test
    void sampleWhenCgroupIsVersion1SubtractsTotalInactiveFile() {
        String json = Recorded.text("stats-cgroup1.json")
                .replace("\"total_inactive_file\":0", "\"total_inactive_file\":4880");

        StatsSample sample = StatsReader.sample(Recorded.object(json)).orElseThrow();

        assertThat(sample.readAt()).isEqualTo(Instant.parse("2026-11-24T00:18:11.427257812Z"));
        assertThat(sample.cpuNanos()).hasValue(173221587);
        assertThat(sample.memoryUsageBytes()).hasValue(634880 - 4880);
        assertThat(sample.memoryLimitBytes()).hasValue(64 << 20);
        assertThat(sample.networkReceivedBytes()).hasValue(806);
        assertThat(sample.networkSentBytes()).hasValue(0);
        assertThat(sample.blockReadBytes()).hasValue(0);
        assertThat(sample.pids()).hasValue(1);
    }

    @Test
    void sampleWhenCgroupIsVersion2SubtractsInactiveFile() {
        StatsSample sample = StatsReader.sample(Recorded.object("""
                {"read":"2026-11-24T00:18:11Z","pids_stats":{"current":7,"limit":18446744073709551615},
                 "blkio_stats":{"io_service_bytes_recursive":[{"major":8,"minor":0,"op":"read","value":4096},
                   {"major":8,"minor":16,"op":"read","value":1},{"major":8,"minor":0,"op":"write","value":12288}],
                   "io_serviced_recursive":null},
                 "cpu_stats":{"cpu_usage":{"total_usage":90},"system_cpu_usage":1000,"online_cpus":4},
                 "memory_stats":{"usage":1000000,"stats":{"anon":1,"inactive_file":250000},"limit":18446744073709551615}}""")).orElseThrow();

        assertThat(sample.memoryUsageBytes()).hasValue(750000);
        assertThat(sample.memoryLimitBytes()).isEmpty();
        assertThat(sample.blockReadBytes()).hasValue(4097);
        assertThat(sample.blockWrittenBytes()).hasValue(12288);
        assertThat(sample.networkReceivedBytes()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void sampleWhenContainerDoesNotRunIsEmpty() {
        assertThat(StatsReader.sample(Recorded.object("{\"read\":\"0001-01-01T00:00:00Z\",\"memory_stats\":{}}")))
                .isEmpty();
    }

    @Test
    void readAllWhenAnAnswerHasNoBottomSaysSo() {
        byte[] deep = ("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> StatsReader.readAll(new ByteArrayInputStream(deep), sample -> {}))
                .isInstanceOf(IOException.class);
    }
}
