package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerLimits;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.StatsSample;
import dev.berth.environment.Stack;
import dev.berth.testing.Eventually;
import dev.berth.testing.FakeEngine;
import dev.berth.workspace.Definition;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StackFeedTests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CONTAINER = "shop-rest-1";

    private final FakeEngine engine = new FakeEngine("image");
    private final Stack stack = new Stack(
            "dev",
            "acme",
            "shop",
            false,
            engine.address(),
            List.of(new Stack.Service(
                    "rest",
                    Definition.Kind.APP,
                    Optional.empty(),
                    true,
                    1,
                    false,
                    false,
                    new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()))),
            Definition.VolumeRules.USUAL);
    private final AtomicReference<LiveStack> seen = new AtomicReference<>();
    private StackFeed feed;

    @BeforeEach
    void begin() {
        run("rest");
        StackSnapshot first = new StackObserver(engine, Clock.systemUTC()).observe(stack);
        seen.set(LiveStack.of(first));
        feed = StackFeed.begin(engine, stack, Clock.systemUTC(), first, Optional.empty(), seen::set);
    }

    private void run(String service) {
        String id = engine.createService("shop", service);
        engine.setSample(id, sample());
        engine.start(id);
    }

    @AfterEach
    void end() {
        feed.close();
    }

    @Test
    void beginShowsContainersAndTheirMeasurements() {
        Eventually.within(PATIENCE, "measured", () -> {
            assertThat(seen.get().containers("rest")).hasSize(1);
            ServiceSnapshot rest = seen.get().snapshot().services().getFirst();
            assertThat(rest.measurements().memoryBytes()).hasValue(77);
            // One sample says nothing of how much is used over a time.
            assertThat(rest.measurements().cpuPercent()).isEmpty();
            assertThat(seen.get().trend("rest").cpuPercent().last()).isEmpty();
        });
    }

    @Test
    void showWhenMeasurementsOfManyAreStreamsLeavesThoseThatAreLookedAt() {
        for (int number = 1; number <= 20; number++) {
            run("s" + number);
        }
        awaitMeasured(21);

        feed.show(Set.of("s7", "rest"));
        Eventually.within(
                PATIENCE, "all are cheap", () -> assertThat(measured()).hasSize(21));
        engine.streamMeasurements();
        feed.show(Set.of("s7", "s8"));
        Eventually.within(PATIENCE, "only two", () -> assertThat(measured()).containsExactlyInAnyOrder("s7", "s8"));
        feed.show(Set.of("s9"));
        Eventually.within(PATIENCE, "another one", () -> assertThat(measured()).containsExactly("s9"));
    }

    @Test
    void showWhenThereAreFewLeavesAllOfThem() {
        engine.streamMeasurements();
        run("worker");
        feed.show(Set.of("worker"));

        awaitMeasured(2);
    }

    private void awaitMeasured(int services) {
        Eventually.within(
                PATIENCE,
                services + " are measured",
                () -> assertThat(measured()).hasSize(services));
    }

    private List<String> measured() {
        return seen.get().snapshot().services().stream()
                .filter(service -> service.measurements().memoryBytes().isPresent())
                .map(ServiceSnapshot::name)
                .toList();
    }

    @Test
    void beginWhenAContainerEndsLeavesAGapInWhatIsDrawn() {
        Eventually.within(
                PATIENCE,
                "measured",
                () -> assertThat(seen.get().trend("rest").memoryBytes().last()).hasValue(77));

        engine.end(CONTAINER, 0);

        Eventually.within(PATIENCE, "gap", () -> {
            assertThat(seen.get().trend("rest").memoryBytes().last()).isEmpty();
            assertThat(seen.get().trend("rest").memoryBytes().seconds(60)).contains(77);
        });
    }

    @Test
    void beginWhenAContainerEndsTellsItAndWhatHappened() {
        Eventually.within(
                PATIENCE,
                "seen",
                () -> assertThat(seen.get().containers("rest")).hasSize(1));

        engine.end(CONTAINER, 3);

        Eventually.within(PATIENCE, "told", () -> {
            assertThat(seen.get().snapshot().state()).isEqualTo(StackState.STOPPED);
            assertThat(seen.get().events()).extracting(EngineEvent::action).contains("die");
            assertThat(seen.get().snapshot().services().getFirst().measurements())
                    .isEqualTo(ServiceSnapshot.Measurements.NONE);
        });
    }

    @Test
    void beginWhenEngineGoesAwayKeepsWhatItSaidAndGoesOnAfterwards() {
        Eventually.within(
                PATIENCE,
                "seen",
                () -> assertThat(seen.get().containers("rest")).hasSize(1));

        engine.setUnreachable(true);
        engine.end(CONTAINER, 0);

        Eventually.within(PATIENCE, "away", () -> {
            assertThat(seen.get().outage()).isPresent();
            assertThat(seen.get().snapshot().state()).isEqualTo(StackState.HEALTHY);
        });
        Instant since = seen.get().outage().orElseThrow().since();
        Eventually.within(PATIENCE, "still away", () -> {
            LiveStack later = seen.get();
            assertThat(later.outage().map(LiveStack.Outage::since)).contains(since);
        });

        engine.setUnreachable(false);
        Eventually.within(PATIENCE, "back", () -> {
            assertThat(seen.get().outage()).isEmpty();
            assertThat(seen.get().snapshot().state()).isEqualTo(StackState.STOPPED);
        });
    }

    @Test
    void beginWhenEngineTakesARequestAndNeverAnswersSaysHowOldWhatIsShownIs() {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        Clock moved = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.EPOCH.plus(later.get());
            }
        };
        StackSnapshot first = new StackObserver(engine, moved).observe(stack);
        AtomicReference<LiveStack> last = new AtomicReference<>(LiveStack.of(first));

        try (StackFeed hanging = StackFeed.begin(silent(answers), stack, moved, first, Optional.empty(), last::set)) {
            later.set(Duration.ofSeconds(16));
            Eventually.within(
                    PATIENCE,
                    "old",
                    () -> assertThat(last.get().outage().map(LiveStack.Outage::since))
                            .contains(Instant.EPOCH));

            answers.countDown();
            Eventually.within(
                    PATIENCE, "young", () -> assertThat(last.get().outage()).isEmpty());
        }
    }

    /** An engine that lists no containers before it is told to. */
    private Engine silent(CountDownLatch answers) {
        return (Engine) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("within")) {
                        return proxy;
                    }
                    if (method.getName().equals("containers")) {
                        answers.await();
                    }
                    return method.invoke(engine, arguments);
                });
    }

    private static StatsSample sample() {
        return new StatsSample(
                Instant.EPOCH,
                OptionalLong.of(5),
                OptionalLong.of(77),
                OptionalLong.of(100),
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(1));
    }
}
