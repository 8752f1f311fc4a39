package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertBookTests {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Measurement MEMORY = Measurement.SERVICE_MEMORY_RATIO;

    private Rule rule = AlertSamples.rule("memory", Duration.ofMinutes(1), Duration.ZERO);
    private AlertBook book = AlertBook.EMPTY;
    private Instant now = BEGIN;

    @Test
    void lookedWhenTheBoundIsPassedLongEnoughFires() {
        assertThat(look(0.95)).contains(new Phase.Pending(BEGIN));
        assertThat(look(0.95)).contains(new Phase.Pending(BEGIN));
        assertThat(look(0.97)).contains(new Phase.Firing(BEGIN.plusSeconds(60), Optional.empty()));
        assertThat(alert().message()).isEqualTo("rest is at 97.0%");
        assertThat(alert().value()).hasValue(0.97);
        assertThat(alert().incident().orElseThrow().firedAt()).isEqualTo(BEGIN.plusSeconds(60));
    }

    @Test
    void suspendedWhenTheBoundIsPassedDoesNotCountThatTime() {
        look(0.95);
        now = BEGIN.plusSeconds(600);
        book = book.suspended(now);
        now = now.plus(LOOK);

        assertThat(look(0.95)).contains(new Phase.Pending(BEGIN.plusSeconds(600)));
        assertThat(look(0.95)).contains(new Phase.Firing(BEGIN.plusSeconds(660), Optional.empty()));
    }

    @Test
    void lookedWhenTheValueIsAtTheBoundIsNotPast() {
        assertThat(look(0.9)).isEmpty();
        assertThat(look(0.9000001)).isPresent();
    }

    @Test
    void lookedWhenOneLookIsWellBeginsAnew() {
        look(0.95);
        look(0.95);
        assertThat(look(0.5)).isEmpty();
        assertThat(look(0.95)).contains(new Phase.Pending(BEGIN.plusSeconds(90)));
        look(0.95);
        assertThat(look(0.95)).contains(new Phase.Firing(BEGIN.plusSeconds(150), Optional.empty()));
    }

    @Test
    void lookedWhenItIsOverShowsThatForAWhile() {
        fire();
        assertThat(look(0.5)).containsInstanceOf(Phase.Resolved.class);
        assertThat(alert().message()).isEqualTo("rest is at 95.0%");
        for (int i = 0; i < 30; i++) {
            assertThat(look(0.5)).isPresent();
        }
        assertThat(look(0.5)).isEmpty();
    }

    @Test
    void lookedWhenItFiresAgainIsAnotherIncident() {
        fire();
        String first = id();
        look(0.5);
        fire();

        assertThat(id()).isNotEqualTo(first);
    }

    @Test
    void lookedWhenItIsKeptGoesOnFiringUnderTheSameId() {
        rule = AlertSamples.rule("memory", Duration.ZERO, Duration.ofMinutes(1));
        look(0.95);
        String first = id();

        assertThat(look(0.5)).contains(new Phase.Firing(BEGIN, Optional.of(BEGIN.plusSeconds(30))));
        assertThat(look(0.95)).contains(new Phase.Firing(BEGIN, Optional.empty()));
        look(0.5);
        assertThat(look(0.5)).contains(new Phase.Firing(BEGIN, Optional.of(BEGIN.plusSeconds(90))));
        assertThat(id()).isEqualTo(first);
        assertThat(look(0.5)).contains(new Phase.Resolved(BEGIN.plusSeconds(150)));
    }

    @Test
    void lookedWhenNothingIsKnownNeitherSaysWellNorForgetsTheIncident() {
        fire();
        String first = id();

        assertThat(look(AlertSamples.unknown(MEMORY, "rest")))
                .contains(new Phase.NoData(now.minus(LOOK), "it does not answer"));
        assertThat(alert().open().map(Incident::id)).contains(first);
        assertThat(look(AlertSamples.unknown(MEMORY, "rest")).orElseThrow().since())
                .isEqualTo(now.minus(LOOK).minus(LOOK));
        fire();
        assertThat(id()).isEqualTo(first);
        look(AlertSamples.unknown(MEMORY, "rest"));
        assertThat(look(0.5)).containsInstanceOf(Phase.Resolved.class);
        assertThat(id()).isEqualTo(first);
    }

    @Test
    void lookedWhenNothingWasEverKnownIsNoIncident() {
        assertThat(look(AlertSamples.unknown(MEMORY, "rest"))).containsInstanceOf(Phase.NoData.class);
        assertThat(alert().incident()).isEmpty();
        assertThat(look(0.5)).isEmpty();
    }

    @Test
    void lookedWhenAPendingOneIsNotKnownBeginsAnew() {
        look(0.95);
        look(AlertSamples.unknown(MEMORY, "rest"));

        assertThat(look(0.95)).contains(new Phase.Pending(BEGIN.plusSeconds(60)));
    }

    @Test
    void lookedWhenATargetIsGoneIsOverAndWhenItWasNotLookedAtIsNot() {
        fire();
        String first = id();
        Map<String, String> silentServices = Map.of("rest", "it does not run");
        Map<Measurement, String> silent = Map.of(MEMORY, "the engine does not answer");

        assertThat(look(new Readings(List.of(), silent, Map.of()))).containsInstanceOf(Phase.NoData.class);
        assertThat(look(new Readings(List.of(), Map.of(), silentServices))).containsInstanceOf(Phase.NoData.class);
        assertThat(id()).isEqualTo(first);
        assertThat(look(AlertSamples.readings())).containsInstanceOf(Phase.Resolved.class);
    }

    @Test
    void lookedWhenTheRuleIsNoMoreHasNoAlert() {
        fire();

        assertThat(book.looked("dev", List.of(), AlertSamples.memory("rest", 1), AlertSamples.NO_CAUSES, now)
                        .alerts())
                .isEmpty();
    }

    @Test
    void lookedWhenTheRuleIsForOtherTargetsLeavesThemAlone() {
        rule = AlertSamples.rule("memory", new Glob("redis-*"), Duration.ZERO, Duration.ZERO);

        book = book.looked(
                "dev",
                List.of(rule),
                AlertSamples.readings(
                        AlertSamples.known(MEMORY, "redis-cache", 1), AlertSamples.known(MEMORY, "rest", 1)),
                AlertSamples.NO_CAUSES,
                now);

        assertThat(book.alerts()).extracting(alert -> alert.key().target()).containsExactly("redis-cache");
    }

    @Test
    void lookedWhenNobodyLookedForLongDoesNotCountThatTime() {
        look(0.95);
        look(0.95);
        now = now.plus(Duration.ofHours(3));

        assertThat(look(0.95)).containsInstanceOf(Phase.Pending.class);
        assertThat(look(0.95)).containsInstanceOf(Phase.Firing.class);
    }

    @Test
    void lookedWhenTheClockIsSetBackNeitherWaitsForItNorForgets() {
        look(0.95);
        look(0.95);
        now = now.minus(Duration.ofHours(3));

        assertThat(look(0.95)).containsInstanceOf(Phase.Pending.class);
        assertThat(look(0.95)).containsInstanceOf(Phase.Firing.class);
        String first = id();
        now = now.minus(Duration.ofDays(30));
        assertThat(look(0.95)).containsInstanceOf(Phase.Firing.class);
        assertThat(id()).isEqualTo(first);
        assertThat(look(0.5)).containsInstanceOf(Phase.Resolved.class);
    }

    @Test
    void lookedWhenTheClockIsSetBackWhileItIsKeptIsOverInTime() {
        rule = AlertSamples.rule("memory", Duration.ZERO, Duration.ofMinutes(1));
        look(0.95);
        look(0.5);
        now = now.minus(Duration.ofDays(1));

        assertThat(look(0.5)).containsInstanceOf(Phase.Firing.class);
        look(0.5);
        assertThat(look(0.5)).containsInstanceOf(Phase.Resolved.class);
    }

    private void fire() {
        look(0.95);
        look(0.95);
        assertThat(look(0.95)).containsInstanceOf(Phase.Firing.class);
    }

    private Optional<Phase> look(double value) {
        return look(AlertSamples.known(MEMORY, "rest", value));
    }

    private Optional<Phase> look(Reading reading) {
        return look(AlertSamples.readings(reading));
    }

    private Optional<Phase> look(Readings readings) {
        book = book.looked("dev", List.of(rule), readings, AlertSamples.NO_CAUSES, now);
        now = now.plus(LOOK);
        return book.alerts().stream().findFirst().map(Alert::phase);
    }

    private Alert alert() {
        return book.alerts().getFirst();
    }

    private String id() {
        return alert().incident().orElseThrow().id();
    }
}
