package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notification.Letter;
import dev.berth.notification.News;
import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTests {
    private final News firing =
            new News("a", "memory", "rest", Definition.Severity.WARNING, "rest is full", BEGIN, Optional.empty());

    @Test
    void dueWhenNothingIsNewRepeatsOnceAMinute() {
        Feed feed = Feed.delivered(due(Feed.NOTHING, List.of(firing), BEGIN).orElseThrow());

        assertThat(due(feed, List.of(firing), BEGIN.plusSeconds(59))).isEmpty();
        assertThat(due(feed, List.of(firing), BEGIN.plusSeconds(60))).isPresent();
        assertThat(due(feed, List.of(firing), BEGIN.minusSeconds(1))).isPresent();
    }

    @Test
    void dueWhenSomethingIsNewOrOverTellsAtOnce() {
        Feed feed = Feed.delivered(due(Feed.NOTHING, List.of(firing), BEGIN).orElseThrow());
        Instant next = BEGIN.plusSeconds(15);

        assertThat(due(feed, List.of(firing.resolved(next)), next)).isPresent();
        assertThat(due(feed, List.of(), next)).isEmpty();
    }

    private static Optional<Letter> due(Feed feed, List<News> current, Instant now) {
        return feed.due("dev", "team", current, now);
    }
}
