package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import dev.berth.testing.FakeEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A feed that is killed anywhere, and goes on in another process from the cursors that were stored last. */
class CollectingFeedTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeEngine engine = new FakeEngine("image");
    private final Collected collected = new Collected();

    /** What a store would have: entries and cursors together, and nothing of what came after the last cursors. */
    private static final class Collected implements LogListener {
        private final List<LogEntry> entries = new ArrayList<>();
        private final Map<String, LogCursor> cursors = new HashMap<>();
        private final List<LogGap> gaps = new ArrayList<>();
        private List<LogEntry> pending = new ArrayList<>();
        private int lives = Integer.MAX_VALUE;
        private int awaited = Integer.MAX_VALUE;
        private CountDownLatch enough = new CountDownLatch(1);

        @Override
        public synchronized void take(LogEntry entry) {
            if (lives-- <= 0) {
                enough.countDown();
                throw new IllegalStateException("killed");
            }
            pending.add(entry);
        }

        @Override
        public synchronized void gap(LogGap gap) {
            gaps.add(gap);
        }

        @Override
        public synchronized void reached(List<LogCursor> reached) {
            if (lives >= 0) {
                entries.addAll(pending);
                pending = new ArrayList<>();
                reached.forEach(cursor -> cursors.put(cursor.containerId(), cursor));
                if (lines() >= awaited) {
                    enough.countDown();
                }
            }
        }

        @Override
        public synchronized void forgotten(String containerId) {
            cursors.remove(containerId);
        }

        private synchronized long lines() {
            return entries.stream().flatMap(entry -> entry.message().lines()).count();
        }
    }

    @Test
    void collectWhenKilledAnywhereLosesNothingAndDoublesNothing() throws InterruptedException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> services = List.of("rest", "worker", "web", "mail", "proxy");
        services.forEach(service -> engine.start(engine.createService("shop", service)));
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) {
            String service = services.get(random.nextInt(services.size()));
            // Many lines share a nanosecond, and the two streams are a little out of order.
            Instant time = BEGIN.plusMillis(i / 40 * 30L + (random.nextInt(10) == 0 ? 7 : 0));
            String text = (random.nextInt(3) == 0 ? "    at line " : "line ") + i;
            said.add(text);
            engine.addLogLine("shop-" + service + "-1", new LogLine(time, random.nextInt(4) == 0, text));
        }

        for (int life = 0; life < 4; life++) {
            live(1 + random.nextInt(1400), Integer.MAX_VALUE);
        }
        live(Integer.MAX_VALUE, said.size());

        assertThat(collected.entries.stream().flatMap(entry -> entry.message().lines()))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(said);
        assertThat(collected.gaps).isEmpty();
    }

    @Test
    void collectWhenTheEngineHasLostWhatFollowedTellsOfAGap() throws InterruptedException {
        engine.start(engine.createService("shop", "rest"));
        say("rest", 1, "one");
        live(Integer.MAX_VALUE, 1);
        LogCursor cursor = collected.cursors.values().iterator().next();
        // As if the log had been rotated: the first line is not there any more.
        FakeEngine rotated = new FakeEngine("image");
        rotated.start(rotated.createService("shop", "rest"));
        rotated.addLogLine("shop-rest-1", new LogLine(BEGIN.plusSeconds(9), false, "nine"));
        String id = rotated.containers(Map.of()).getFirst().id();
        collected.cursors.clear();
        collected.cursors.put(
                id, new LogCursor(id, cursor.service(), cursor.container(), cursor.last(), cursor.lines()));

        live(rotated, Integer.MAX_VALUE, 2);

        assertThat(collected.entries).extracting(LogEntry::message).containsExactly("one", "nine");
        assertThat(collected.gaps).singleElement().satisfies(gap -> {
            assertThat(gap.from()).isEqualTo(BEGIN.plusSeconds(1));
            assertThat(gap.until()).isEqualTo(BEGIN.plusSeconds(9));
            assertThat(gap.container()).isEqualTo("shop-rest-1");
        });
    }

    @Test
    void collectWhenAContainerIsGoneTellsOfItOnce() throws InterruptedException {
        engine.start(engine.createService("shop", "rest"));
        say("rest", 1, "one");
        collected.cursors.put("gone", new LogCursor("gone", "worker", "shop-worker-1", BEGIN, "1 1:0"));

        live(Integer.MAX_VALUE, 1);

        assertThat(collected.gaps)
                .singleElement()
                .extracting(LogGap::container, LogGap::from)
                .containsExactly("shop-worker-1", BEGIN);
        assertThat(collected.cursors).doesNotContainKey("gone").hasSize(1);
    }

    private void live(int lives, int awaited) throws InterruptedException {
        live(engine, lives, awaited);
    }

    /** One process: it ends by being killed after some entries, or when all is there. */
    private void live(FakeEngine from, int lives, int awaited) throws InterruptedException {
        collected.lives = lives;
        collected.awaited = awaited;
        collected.pending = new ArrayList<>();
        collected.enough = new CountDownLatch(1);
        try (LogFeed feed =
                LogFeed.collect(from, "shop", List.copyOf(collected.cursors.values()), text -> text, collected)) {
            boolean came = collected.enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(came).as("%d lines came", collected.lines()).isTrue();
            feed.close();
            try {
                feed.awaitEnd(PATIENCE);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
            }
        }
    }

    private void say(String service, long second, String text) {
        engine.addLogLine("shop-" + service + "-1", new LogLine(BEGIN.plusSeconds(second), false, text));
    }
}
