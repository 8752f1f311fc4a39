package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *     | 2026-11-27T08:00:00Z | 2026-11-28T01:00:00Z | 2026-11-27T01:00:00Z",
                "0 2 * * *     | 2026-11-27T01:00:00Z | 2026-11-28T01:00:00Z | 2026-11-27T01:00:00Z",
                "*/20 8-9 * * *| 2026-11-27T08:41:00Z | 2026-11-28T07:00:00Z | 2026-11-27T08:40:00Z",
                "0 2 1 * mon   | 2026-11-27T08:00:00Z | 2026-11-30T01:00:00Z | 2026-11-23T01:00:00Z",
                "0 2 1 * *     | 2026-11-27T08:00:00Z | 2026-12-01T01:00:00Z | 2026-11-01T01:00:00Z",
                "30 23 31 12 * | 2026-11-27T08:00:00Z | 2026-12-31T22:30:00Z | 2025-12-31T22:30:00Z",
                "0 0 29 2 *    | 2026-11-27T08:00:00Z | 2028-02-28T23:00:00Z | 2024-02-28T23:00:00Z",
                "0 0 29 2 */7  | 2026-11-27T08:00:00Z | 2032-02-28T23:00:00Z | 2004-02-28T23:00:00Z",
            })
    void nextAndPreviousWhenClocksGoOnAreTheTimesBesideAMoment(
            String expression, Instant now, Instant next, Instant previous) {
        Schedule schedule = Schedule.of(expression, BERLIN);

        assertThat(schedule.next(now)).isEqualTo(next);
        assertThat(schedule.previous(now)).isEqualTo(previous);
    }

    @Test
    void nextWhenClocksLeapOverTheTimeComesOnceThatMuchLater() {
        Schedule schedule = Schedule.of("30 2 * * *", BERLIN);

        assertThat(runs(schedule, "2027-03-27T00:00:00Z", 4))
                .containsExactly(
                        Instant.parse("2027-03-27T01:30:00Z"),
                        Instant.parse("2027-03-28T01:30:00Z"),
                        Instant.parse("2027-03-29T00:30:00Z"),
                        Instant.parse("2027-03-30T00:30:00Z"));
    }

    @Test
    void nextWhenClocksFallBackComesOnceTheFirstTime() {
        Schedule schedule = Schedule.of("30 2 * * *", BERLIN);

        assertThat(runs(schedule, "2026-10-24T12:00:00Z", 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void nextWhenADayIsLeftOutOfTheCalendarComesTheDayAfter() {
        Schedule schedule = Schedule.of("0 5 30 12 *", ZoneId.of("Pacific/Apia"));

        assertThat(schedule.next(Instant.parse("2011-12-29T20:00:00Z"))).isEqualTo("2011-12-30T15:00:00Z");
        assertThat(schedule.previous(Instant.parse("2012-01-05T00:00:00Z"))).isEqualTo("2011-12-30T15:00:00Z");
    }

    @Test
    void nextAndPreviousWhenAnythingIsAskedAgreeWithAllTimesWrittenDown() {
        Random random = new Random(20261127);
        List<ZoneId> zones = List.of(
                BERLIN,
                ZoneId.of("UTC"),
                ZoneId.of("America/Sao_Paulo"),
                ZoneId.of("Australia/Lord_Howe"),
                ZoneId.of("America/Scoresbysund"),
                ZoneId.of("Africa/Cairo"));
        for (int i = 0; i < 300; i++) {
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            Instant now = Instant.parse("2010-01-01T00:00:00Z").plusSeconds(random.nextLong(1_000_000_000L));
            // Clocks change within days of half of the moments.
            now = random.nextBoolean() || zone.getRules().nextTransition(now) == null
                    ? now
                    : zone.getRules()
                            .nextTransition(now)
                            .getInstant()
                            .plus(Duration.ofMinutes(random.nextInt(6000) - 3000L));
            Schedule schedule = Schedule.of(
                    "%s %s * * %s"
                            .formatted(
                                    List.of("*/7", "0", "30", "59", "0,30").get(random.nextInt(5)),
                                    List.of("*", "2", "0-3", "23", "*/5").get(random.nextInt(5)),
                                    List.of("*", "mon", "sat,sun", "2-5").get(random.nextInt(4))),
                    zone);
            NavigableSet<Instant> all = writtenDown(schedule, now);

            assertThat(schedule.next(now))
                    .as("%s in %s after %s", schedule.text(), zone, now)
                    .isEqualTo(all.higher(now));
            assertThat(schedule.previous(now))
                    .as("%s in %s before %s", schedule.text(), zone, now)
                    .isEqualTo(all.floor(now));
        }
    }

    /** Every run in the nine days before and after a moment. */
    private static NavigableSet<Instant> writtenDown(Schedule schedule, Instant around) {
        NavigableSet<Instant> all = new TreeSet<>();
        LocalDateTime middle =
                around.atZone(schedule.zone()).toLocalDateTime().withSecond(0).withNano(0);
        for (LocalDateTime time = middle.minusDays(9); time.isBefore(middle.plusDays(9)); time = time.plusMinutes(1)) {
            if (schedule.expression().fallsOn(time.toLocalDate())
                    && schedule.expression().hours().contains(time.getHour())
                    && schedule.expression().minutes().contains(time.getMinute())) {
                all.add(ZonedDateTime.of(time, schedule.zone()).toInstant());
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, 2027-03-28T02:30",
        "0 1-4 * * *, 2027-03-28T02:00",
        "0 2 * * mon, ",
        "30 3 * * *, ",
        "0 * * * *, ",
    })
    void leaptWhenClocksLeapOverARunNamesIt(String expression, String expected) {
        assertThat(Schedule.of(expression, BERLIN)
                        .leapt(Instant.parse("2026-11-27T08:00:00Z"))
                        .map(LocalDateTime::toString)
                        .orElse(null))
                .isEqualTo(expected);
    }

    private static List<Instant> runs(Schedule schedule, String after, int count) {
        return Stream.iterate(schedule.next(Instant.parse(after)), schedule::next)
                .limit(count)
                .toList();
    }
}
