package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReorderWindowTests {
    private long now;
    private final ReorderWindow window = new ReorderWindow(() -> now);
    private final EntryAssembler assembler = new EntryAssembler("rest", "rest-1", text -> text, lines -> {});
    private final Position position = Position.ofReader();

    @Test
    void nextWhenALaterOneCameFirstGivesTheEarlierFirst() throws InterruptedException {
        add(2, "second");
        pass(100);
        add(1, "first");

        assertThat(window.next()).isEmpty();
        pass(300);

        assertThat(messages()).containsExactly("first", "second");
    }

    @Test
    void nextWhenLinesGoOnKeepsThemTogether() throws InterruptedException {
        add(1, "Exception: no");
        add(2, "    at here");
        add(3, "next");
        pass(300);

        assertThat(messages()).containsExactly("Exception: no\n    at here", "next");
    }

    @Test
    void nextWhenHalfOfItHasGoneGivesTheRestByItself() throws InterruptedException {
        add(1, "Exception: no");
        pass(300);
        assertThat(messages()).containsExactly("Exception: no");

        add(2, "    at here");
        pass(300);

        assertThat(messages()).containsExactly("    at here");
    }

    @Test
    void addWhenEntriesOfManyLinesFillItWaits() throws InterruptedException {
        String line = "    at " + "x".repeat(500_000);
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 40; i++) {
                    add(i, "Exception: no");
                    add(i, line);
                    add(i, line);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        while (writer.getState() != Thread.State.WAITING && writer.isAlive()) {
            Thread.onSpinWait();
        }

        assertThat(writer.getState()).isEqualTo(Thread.State.WAITING);
        window.close();
        assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void nextWhenDelaysAreShorterThanTheWindowNeverInverts() throws InterruptedException {
        Random random = new Random(42);
        List<Instant> times = new ArrayList<>();
        List<Instant> due = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            due.add(Instant.ofEpochMilli(i * 5L + random.nextInt(250)));
        }
        for (int millis = 0; millis < 2000 * 5; millis += 5) {
            // What was said up to 250 ms ago comes now.
            add(due.get(millis / 5).minusMillis(250), "x");
            pass(5);
            take(times);
        }
        pass(300);
        take(times);

        assertThat(times).hasSize(2000).isSortedAccordingTo(Comparator.naturalOrder());
    }

    private void take(List<Instant> times) {
        for (Optional<LogEntry> next = window.next(); next.isPresent(); next = window.next()) {
            times.add(next.get().time());
        }
    }

    private void add(long second, String text) throws InterruptedException {
        add(Instant.ofEpochSecond(second), text);
    }

    private void add(Instant time, String text) throws InterruptedException {
        LogLine line = new LogLine(time, false, text);
        Optional<EntryAssembler.Draft> begun =
                assembler.add(line, position.accept(line).orElseThrow());
        if (begun.isPresent()) {
            window.add(begun.get());
        }
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (Optional<LogEntry> next = window.next(); next.isPresent(); next = window.next()) {
            messages.add(next.get().message());
        }
        return messages;
    }
}
