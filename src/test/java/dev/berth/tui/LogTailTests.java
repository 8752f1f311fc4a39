package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogTailTests {
    private final LogTail tail = new LogTail();

    @Test
    void addWhenEntriesAreLongKeepsTheLastThatFit() {
        int several = LogTail.MOST_CHARACTERS / LogTail.LONGEST_MESSAGE + 10;

        for (int i = 0; i < several; i++) {
            add("x".repeat(LogTail.LONGEST_MESSAGE - 10) + i);
        }

        LogTail.Excerpt kept = tail.excerpt();
        assertThat(kept.last()).isEqualTo(several - 1);
        assertThat(kept.entries()).hasSizeLessThan(several);
        assertThat(kept.entries().getLast().message()).endsWith("x" + (several - 1));
        assertThat(kept.entries().stream()
                        .mapToLong(entry -> entry.message().length())
                        .sum())
                .isLessThanOrEqualTo(LogTail.MOST_CHARACTERS);
    }

    @Test
    void addWhenOneEntryIsVeryLongKeepsItsBeginningAndSaysSo() {
        add("é".repeat(LogTail.LONGEST_MESSAGE) + "y".repeat(1234));

        assertThat(tail.excerpt().entries().getFirst().message())
                .hasSizeLessThan(LogTail.LONGEST_MESSAGE + 100)
                .startsWith("éé")
                .endsWith("\n… 1,234 characters more, which `logs tail` shows");
    }

    private void add(String message) {
        tail.add(new LogEntry(Instant.EPOCH, "rest", "rest-1", LogLevel.UNKNOWN, message));
    }
}
