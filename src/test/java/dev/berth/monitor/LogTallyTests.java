package dev.berth.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogTallyTests {
    private final LogTally tally = new LogTally();

    @Test
    void countsTellEachServiceAndLevelApart() {
        say("rest", LogLevel.ERROR);
        say("rest", LogLevel.INFO);
        say("rest", LogLevel.ERROR);
        say("gateway", LogLevel.INFO);

        assertThat(tally.counts(true))
                .isEqualTo(new LogCounts(
                        true,
                        Map.of(
                                "rest",
                                Map.of(LogLevel.ERROR, 2L, LogLevel.INFO, 1L),
                                "gateway",
                                Map.of(LogLevel.INFO, 1L)),
                        0));
    }

    @Test
    void countsWhenAnotherStoreKeepsThemGoOnFromWhatWasDropped() {
        AtomicLong first = new AtomicLong(3);
        AtomicLong second = new AtomicLong();
        tally.keptBy(first::get);
        first.set(5);
        tally.keptBy(second::get);
        second.set(1);

        assertThat(tally.counts(false)).isEqualTo(new LogCounts(false, Map.of(), 6));
    }

    private void say(String service, LogLevel level) {
        tally.add(new LogEntry(AlertSamples.BEGIN, service, service + "-1", level, "said"));
    }
}
