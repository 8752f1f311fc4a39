package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CircuitTests {

    @Test
    void nextWhenNothingHelpsWaitsTwiceAsLongEachTimeAndThenGivesUp() {
        List<Long> attempts = attemptsOfOneThatStaysSick(Duration.ofHours(3));

        assertThat(attempts).containsExactly(0L, 10L, 30L, 70L, 150L);
    }

    @Test
    void nextWhenItIsWellForAShortWhileEachTimeNeverExceedsWhatAWindowAllows() {
        Circuit circuit = Circuit.UNUSED;
        List<Instant> attempts = new ArrayList<>();
        for (int second = 0; second < 7200; second++) {
            Instant now = BEGIN.plusSeconds(second);
            boolean well = second % 120 > 60;
            circuit = circuit.seen(well, now);
            if (!well && circuit.isExhausted(now)) {
                circuit = circuit.opened();
            } else if (!well && circuit.allows(now)) {
                circuit = circuit.attempted(now);
                attempts.add(now);
            }
        }

        assertThat(attempts).hasSizeGreaterThan(Circuit.MOST);
        for (Instant from : attempts) {
            assertThat(attempts.stream()
                            .filter(at -> !at.isBefore(from) && at.isBefore(from.plus(Circuit.WINDOW)))
                            .count())
                    .isLessThanOrEqualTo(Circuit.MOST);
        }
    }

    @Test
    void isExhaustedWhenItIsRepairedAgainAndAgainAllDay() {
        Circuit circuit = Circuit.UNUSED;
        Instant given = Instant.MAX;
        for (int minute = 0; minute < 24 * 60 && given.equals(Instant.MAX); minute += 3) {
            Instant now = BEGIN.plus(Duration.ofMinutes(minute));
            circuit = circuit.seen(true, now.minusSeconds(60)).seen(false, now);
            if (circuit.isExhausted(now)) {
                given = now;
            }
            circuit = circuit.attempted(now);
        }

        assertThat(given).isEqualTo(BEGIN.plus(Duration.ofMinutes(60)));
    }

    @Test
    void seenWhenItWasWellForAWhileIsClosedAgain() {
        Circuit open = new Circuit(List.of(BEGIN), true, Optional.empty());

        Circuit well = open.seen(true, BEGIN.plusSeconds(60));
        assertThat(well.open()).isTrue();
        assertThat(well.seen(true, BEGIN.plusSeconds(89)).open()).isTrue();
        assertThat(well.seen(true, BEGIN.plusSeconds(90)).open()).isFalse();
        assertThat(well.seen(false, BEGIN.plusSeconds(80))
                        .seen(true, BEGIN.plusSeconds(95))
                        .open())
                .isTrue();
    }

    @Test
    void seenWhenTheClockWasPutBackWaitsForNoMomentThatLiesAhead() {
        Circuit circuit = new Circuit(List.of(BEGIN.plus(Duration.ofDays(1))), false, Optional.empty());

        assertThat(circuit.seen(false, BEGIN).allows(BEGIN)).isTrue();
    }

    private static List<Long> attemptsOfOneThatStaysSick(Duration length) {
        Circuit circuit = Circuit.UNUSED;
        List<Long> attempts = new ArrayList<>();
        for (long second = 0; second < length.toSeconds(); second++) {
            Instant now = BEGIN.plusSeconds(second);
            circuit = circuit.seen(false, now);
            if (circuit.isExhausted(now)) {
                circuit = circuit.opened();
            } else if (circuit.allows(now)) {
                circuit = circuit.attempted(now);
                attempts.add(second);
            }
        }
        return attempts;
    }
}
