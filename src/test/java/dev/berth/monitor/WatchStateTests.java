package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notification.Delivery;
import dev.berth.notification.News;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch from the readings to the messages, over restarts and clocks that are set. */
class WatchStateTests {
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Delivery TAKEN = new Delivery.Delivered("it answered 204");

    @TempDir
    private Path folder;

    private final List<Silence> silences = new ArrayList<>();
    private List<Rule> rules = List.of(AlertSamples.rule("memory", Duration.ofMinutes(1), Duration.ZERO));
    private List<String> receivers = List.of("ops", "chat");
    private WatchState state = WatchState.EMPTY;
    private WatchState written = WatchState.EMPTY;
    private Instant now = BEGIN;

    @Test
    void lookedWhenAHundredServicesFailMakesOneMessageAReceiver() {
        List<Map<String, Message>> sent = pass(AlertSamples.failures(100), Duration.ofMinutes(30));

        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst()).containsOnlyKeys("ops", "chat");
        assertThat(sent.getFirst().values())
                .allSatisfy(message -> assertThat(message.firing()).hasSize(100));
        assertThat(sent.getFirst().values()).extracting(Message::id).doesNotHaveDuplicates();
    }

    @Test
    void lookedWhenARuleNamesReceiversTellsOnlyThem() {
        Rule rule = rules.getFirst();
        rules = List.of(new Rule(
                rule.name(),
                rule.measurement(),
                rule.targets(),
                rule.bound(),
                rule.lasting(),
                rule.keepFiring(),
                rule.severity(),
                Optional.of(List.of("chat")),
                rule.words()));

        assertThat(pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(30)))
                .singleElement()
                .satisfies(sent -> assertThat(sent).containsOnlyKeys("chat"));
    }

    @Test
    void lookedWhenItIsSilencedIsShownSoAndNotToldUntilThatEnds() {
        silences.add(new Silence(
                "one", new Glob("mem*"), new Glob("rest"), "we know", "ada", BEGIN, BEGIN.plus(Duration.ofHours(1))));

        assertThat(pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(59))).isEmpty();
        assertThat(state.standings(silences, now)).singleElement().satisfies(standing -> {
            assertThat(standing.state()).isEqualTo(Standing.State.SILENCED);
            assertThat(standing.silence().orElseThrow().comment()).isEqualTo("we know");
        });
        assertThat(pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(10))).hasSize(1);
        assertThat(state.standings(silences, now)).extracting(Standing::state).containsExactly(Standing.State.FIRING);
    }

    @Test
    void standingsWhenNothingIsKnownSayThatAndWhatWasBefore() {
        pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(5));
        pass(
                AlertSamples.readings(AlertSamples.unknown(Measurement.SERVICE_MEMORY_RATIO, "rest")),
                Duration.ofMinutes(1));

        assertThat(state.standings(List.of(), now)).singleElement().satisfies(standing -> {
            assertThat(standing.state()).isEqualTo(Standing.State.NODATA);
            assertThat(standing.message()).isEqualTo("no data: it does not answer; before that: rest is at 100.0%");
        });
    }

    @Test
    void lookedWhenACauseIsKnownTellsOfItAlone() {
        rules = List.of(AlertSamples.rule(
                "service-down",
                Measurement.SERVICE_DOWN,
                Glob.ANYTHING,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1)));
        Readings both = AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "postgres", 1),
                AlertSamples.known(Measurement.SERVICE_DOWN, "rest", 1));
        Readings well = AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "postgres", 0),
                AlertSamples.known(Measurement.SERVICE_DOWN, "rest", 0));

        List<Map<String, Message>> sent = pass(both, Duration.ofMinutes(30));
        sent.addAll(pass(well, Duration.ofMinutes(30)));

        assertThat(sent).hasSize(2);
        assertThat(to("ops", sent.getFirst()).firing()).extracting(News::target).containsExactly("postgres");
        assertThat(to("ops", sent.getLast()).resolved())
                .extracting(News::target)
                .containsExactly("postgres");
    }

    /** Down for some seconds of each cycle, too short for an alert of its own, and started anew all the time. */
    @Test
    void lookedWhenAServiceCrashesAgainAndAgainTellsOfThat() {
        rules = UsualRules.ALL;
        List<Map<String, Message>> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sent.addAll(pass(service(true, 7, false), LOOK));
            sent.addAll(pass(service(false, 7, false), LOOK));
        }

        assertThat(to("ops", sent.getFirst()).firing()).extracting(News::rule).containsExactly("service-flapping");
    }

    @Test
    void lookedWhenRepairsAreGivenUpAndSomebodyMendsItTellsOnlyThatItIsOver() {
        rules = UsualRules.ALL;
        List<Map<String, Message>> sent = pass(service(true, 0, false), Duration.ofMinutes(5));
        sent.addAll(pass(service(true, 0, true), Duration.ofMinutes(20)));
        sent.addAll(pass(service(false, 0, true), Duration.ofSeconds(30)));
        sent.addAll(pass(service(false, 0, false), Duration.ofMinutes(30)));

        assertThat(sent).hasSize(2);
        assertThat(to("ops", sent.getFirst()).firing()).extracting(News::rule).containsExactly("service-down");
        assertThat(to("ops", sent.getLast()).news())
                .singleElement()
                .satisfies(news -> assertThat(news.isResolved()).isTrue());
    }

    @Test
    void lookedWhenASymptomIsKeptLongerThanItsCauseIsNeverTold() {
        Rule down = AlertSamples.rule(
                "service-down", Measurement.SERVICE_DOWN, Glob.ANYTHING, Duration.ZERO, Duration.ZERO);
        Rule errors = AlertSamples.rule(
                "log-errors",
                Measurement.SERVICE_LOG_ERRORS_RATE,
                Glob.ANYTHING,
                Duration.ZERO,
                Duration.ofMinutes(10));
        rules = List.of(down, errors);

        List<Map<String, Message>> sent = pass(errors(1), Duration.ofMinutes(20));
        sent.addAll(pass(errors(0), Duration.ofMinutes(30)));

        assertThat(sent)
                .flatExtracting(each -> to("ops", each).news())
                .extracting(News::rule)
                .containsExactly("service-down", "service-down");
    }

    @Test
    void lookedWhenTheClockIsPutBackWhileSomebodyIsAtWorkTellsAsSoonAsElse() {
        pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(10));
        now = now.minus(Duration.ofDays(1));
        state = state.suspended(now);

        assertThat(pass(AlertSamples.memory("rest", 0), Duration.ofMinutes(6))).hasSize(1);
    }

    @Test
    void currentWhenAnotherExplainsItIsToldOnlyToWhomKnowsIt() {
        rules = List.of(AlertSamples.rule(
                "service-down", Measurement.SERVICE_DOWN, Glob.ANYTHING, Duration.ZERO, Duration.ZERO));
        Readings rest = AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "postgres", 0),
                AlertSamples.known(Measurement.SERVICE_DOWN, "rest", 1));
        Readings both = AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "postgres", 1),
                AlertSamples.known(Measurement.SERVICE_DOWN, "rest", 1));
        state = looked(rest, Duration.ofMinutes(1));
        String known = state.current(orders(), "team", Set.of(), List.of(), now)
                .getFirst()
                .id();

        state = looked(both, Duration.ofMinutes(1));

        assertThat(state.current(orders(), "team", Set.of(known), List.of(), now))
                .extracting(News::target)
                .containsExactly("postgres", "rest");
        assertThat(state.current(orders(), "team", Set.of(), List.of(), now))
                .extracting(News::target)
                .containsExactly("postgres");
    }

    private static Readings service(boolean down, int starts, boolean givenUp) {
        return AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "rest", down ? 1 : 0),
                AlertSamples.known(Measurement.SERVICE_STARTS, "rest", starts),
                AlertSamples.known(Measurement.SERVICE_GIVEN_UP, "rest", givenUp ? 1 : 0));
    }

    private static Readings errors(int down) {
        return AlertSamples.readings(
                AlertSamples.known(Measurement.SERVICE_DOWN, "postgres", down),
                AlertSamples.known(Measurement.SERVICE_LOG_ERRORS_RATE, "rest", down));
    }

    @Test
    void lookedWhenAReceiverIsAddedIsToldOfWhatFires() {
        pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(30));
        receivers = List.of("ops", "chat", "late");

        assertThat(pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(30)))
                .singleElement()
                .satisfies(sent -> assertThat(sent).containsOnlyKeys("late"));
    }

    /**
     * A day of a service that fails and recovers, is not seen at times, with receivers that fail, a watch that is killed
     * between any two steps, and a clock that is set back and forth: every incident that was told of is told to be over,
     * once by its id, and none is told of twice.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void lookedWhenTheWatchIsKilledAndTheClockIsSetLosesAndDoublesNothing(long seed) throws Exception {
        Random random = new Random(seed);
        WatchStateFile file = new WatchStateFile(new WatchFolder(new Workspace(folder), "dev"), "acme-dev");
        Set<String> taken = new HashSet<>();
        List<String> fired = new ArrayList<>();
        List<String> resolved = new ArrayList<>();
        receivers = List.of("ops");
        boolean high = false;
        int restarts = 0;
        for (int i = 0; i < 6_000; i++) {
            high = (random.nextInt(40) == 0) != high;
            boolean end = i > 5_900;
            Reading reading = random.nextInt(10) == 0 && !end
                    ? AlertSamples.unknown(Measurement.SERVICE_MEMORY_RATIO, "rest")
                    : AlertSamples.known(Measurement.SERVICE_MEMORY_RATIO, "rest", high && !end ? 1 : 0.1);
            if (step(AlertSamples.readings(reading), random, end, taken, fired, resolved)) {
                if (restarts++ % 20 == 0) {
                    file.write(written);
                    assertThat(file.read().state()).isEqualTo(written);
                }
                state = written;
            }
            now = now.plus(LOOK);
            if (random.nextInt(200) == 0) {
                now = now.plus(Duration.ofMinutes(random.nextInt(600) - 300));
            }
        }

        assertThat(restarts).isGreaterThan(100);
        assertThat(fired).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        assertThat(resolved).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(fired);
    }

    /** Whether the watch was killed in it. */
    private boolean step(
            Readings readings,
            Random random,
            boolean end,
            Set<String> taken,
            List<String> fired,
            List<String> resolved) {
        state = state.looked(orders(), readings, silences, now);
        if (killedHere(random, end)) {
            return true;
        }
        written = state;
        for (Map.Entry<String, Message> sent : state.toSend(now).entrySet()) {
            Message message = sent.getValue();
            if (random.nextInt(4) == 0 && !end) {
                state = state.tried(sent.getKey(), message.id(), later(message.attempts()), now);
                continue;
            }
            // Who was sent the same twice knows that by its id.
            if (taken.add(message.id())) {
                message.firing().forEach(news -> fired.add(news.id()));
                message.resolved().forEach(news -> resolved.add(news.id()));
            }
            if (killedHere(random, end)) {
                return true;
            }
            state = state.tried(sent.getKey(), message.id(), TAKEN, now);
        }
        if (killedHere(random, end)) {
            return true;
        }
        written = state;
        return false;
    }

    private static boolean killedHere(Random random, boolean end) {
        return !end && random.nextInt(50) == 0;
    }

    /** What is sent while it is so for so long, and everything is delivered. */
    private List<Map<String, Message>> pass(Readings readings, Duration duration) {
        List<Map<String, Message>> sent = new ArrayList<>();
        Instant end = now.plus(duration);
        for (; now.isBefore(end); now = now.plus(LOOK)) {
            state = state.looked(orders(), readings, silences, now);
            Map<String, Message> messages = state.toSend(now);
            messages.forEach((receiver, message) -> state = state.tried(receiver, message.id(), TAKEN, now));
            if (!messages.isEmpty()) {
                sent.add(messages);
            }
        }
        return sent;
    }

    @Test
    void triedWhenItIsGivenUpTellsTheNextNewsAndRemindsOfWhatFires() {
        state = looked(AlertSamples.memory("rest", 1), Duration.ofMinutes(3));
        Message refused = to("ops", state.toSend(now));
        state = state.tried("ops", refused.id(), new Delivery.GivenUp("it answered 400"), now);

        assertThat(state.toSend(now)).doesNotContainKey("ops");
        assertThat(pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(239)))
                .allSatisfy(sent -> assertThat(sent).doesNotContainKey("ops"));
        assertThat(to(
                                "ops",
                                pass(AlertSamples.memory("rest", 1), Duration.ofMinutes(10))
                                        .getFirst())
                        .reminders())
                .extracting(News::target)
                .containsExactly("rest");
    }

    @Test
    void currentWhenItFiresAndIsOverHasBothForAWhile() {
        state = looked(AlertSamples.memory("rest", 1), Duration.ofMinutes(3));
        assertThat(state.current(orders(), "team", Set.of(), List.of(), now))
                .singleElement()
                .satisfies(news -> {
                    assertThat(news.target()).isEqualTo("rest");
                    assertThat(news.isResolved()).isFalse();
                });

        state = looked(AlertSamples.memory("rest", 0), Duration.ofMinutes(3));
        assertThat(state.current(orders(), "team", Set.of(), List.of(), now))
                .singleElement()
                .satisfies(news -> assertThat(news.isResolved()).isTrue());

        state = looked(AlertSamples.memory("rest", 0), Duration.ofMinutes(20));
        assertThat(state.current(orders(), "team", Set.of(), List.of(), now)).isEmpty();
    }

    @Test
    void currentWhenItIsSilencedHasNothing() {
        silences.add(new Silence(
                "one", new Glob("mem*"), new Glob("rest"), "we know", "ada", BEGIN, BEGIN.plus(Duration.ofHours(1))));
        state = looked(AlertSamples.memory("rest", 1), Duration.ofMinutes(3));

        assertThat(state.current(orders(), "team", Set.of(), silences, now)).isEmpty();
    }

    private WatchState looked(Readings readings, Duration duration) {
        WatchState after = state;
        for (Instant end = now.plus(duration); now.isBefore(end); now = now.plus(LOOK)) {
            after = after.looked(orders(), readings, silences, now);
        }
        return after;
    }

    private static Delivery later(int failed) {
        return new Delivery.Later(
                "it takes no connection", Optional.of(Duration.ofSeconds(Math.min(600, 10L << Math.min(failed, 6)))));
    }

    private static Message to(String receiver, Map<String, Message> sent) {
        return Optional.ofNullable(sent.get(receiver)).orElseThrow();
    }

    private WatchState.Orders orders() {
        return new WatchState.Orders(
                "dev",
                rules,
                AlertSamples.needs(Map.of("rest", Set.of("postgres"))),
                receivers,
                List.of("team"),
                Pace.USUAL);
    }
}
