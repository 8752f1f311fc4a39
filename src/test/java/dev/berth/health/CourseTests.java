package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntToLongFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CourseTests {
    private static final Instant BEGIN = Instant.parse("2026-11-16T00:00:00Z");
    private static final long MEBIBYTE = 1 << 20;
    private static final Offset<Double> HARDLY = within(0.01 * MEBIBYTE);

    @Test
    void perDayWhenTooLittleWasSeenIsNotKnown() {
        assertThat(Course.EMPTY.perDay()).isEmpty();
        assertThat(hourly(3, hour -> hour * MEBIBYTE).perDay()).isEmpty();
        assertThat(every(Duration.ofMinutes(15), 4, quarter -> quarter).perDay())
                .as("four points, but less than an hour")
                .isEmpty();
        assertThat(hourly(4, hour -> hour * MEBIBYTE).perDay()).hasValueCloseTo(24.0 * MEBIBYTE, HARDLY);
    }

    @Test
    void perDayWhenAQuarterOfThePointsIsOffIsThatOfTheOthers() {
        Course course = hourly(
                7 * 24, hour -> hour * MEBIBYTE + (hour % 4 == 1 ? 900 * MEBIBYTE * (hour % 3) : 1000 * MEBIBYTE));

        assertThat(course.perDay()).hasValueCloseTo(24.0 * MEBIBYTE, within(3.0 * MEBIBYTE));
    }

    @Test
    void perDayWhenALogIsRewrittenAgainAndAgainDoesNotShrink() {
        // Grows by half of its least every five hours and is rewritten, and by a mebibyte an hour altogether.
        Course course = hourly(7 * 24, hour -> (1000 + hour + hour % 5 * 100) * MEBIBYTE);

        assertThat(course.perDay()).hasValueCloseTo(24.0 * MEBIBYTE, within(5.0 * MEBIBYTE));
    }

    @Test
    void perDayWhenItStaysTheSameIsNothing() {
        assertThat(hourly(48, hour -> 5 * MEBIBYTE).perDay()).hasValue(0);
        assertThat(hourly(48, hour -> 5 * MEBIBYTE).daysToFill(1)).isEmpty();
    }

    @Test
    void withWhenItWasEmptiedBeginsAnew() {
        Course course = hourly(5 * 24, hour -> (1000 + hour) * MEBIBYTE);
        Instant later = course.points().getLast().at().plus(Duration.ofHours(1));

        assertThat(course.with(later, 499 * MEBIBYTE).points()).hasSize(1);
        assertThat(course.with(later, 501 * MEBIBYTE).points()).hasSizeGreaterThan(50);
    }

    @Test
    void withWhenTheClockWasPutBackForgetsWhatIsLater() {
        Course course = hourly(48, hour -> hour * MEBIBYTE);

        Course back = course.with(BEGIN.plus(Duration.ofHours(10)).plusSeconds(1), 77);
        Course forth = back.with(BEGIN.plus(Duration.ofDays(4000)), 78);

        assertThat(back.points()).allMatch(point -> point.at().isBefore(BEGIN.plus(Duration.ofHours(11))));
        assertThat(forth.points()).hasSize(1);
    }

    @Test
    void withWhenSeenEveryMinuteForWeeksStaysSmallAndKnowsTheWholeWeek() {
        Course course = every(Duration.ofMinutes(1), 20 * 24 * 60, minute -> minute * MEBIBYTE);

        assertThat(course.points()).hasSizeBetween(100, Course.MOST - 1);
        assertThat(Duration.between(
                        course.points().getFirst().at(),
                        course.points().getLast().at()))
                .isGreaterThan(Duration.ofDays(6));
        assertThat(course.perDay()).hasValueCloseTo(24.0 * 60 * MEBIBYTE, HARDLY);
    }

    @Test
    void withWhenTheSameIsSeenAgainChangesNothing() {
        Course course = hourly(30, hour -> hour * MEBIBYTE);

        assertThat(course.with(course.points().getLast().at(), 29 * MEBIBYTE)).isEqualTo(course);
    }

    @Test
    void daysToFillWhenLessThanADayWasSeenTellsNoFurtherAheadThanThat() {
        Course young = hourly(7, hour -> hour * MEBIBYTE);
        Course old = hourly(25, hour -> hour * MEBIBYTE);

        assertThat(young.daysToFill(5 * MEBIBYTE)).hasValueCloseTo(5 / 24.0, within(0.001));
        assertThat(young.daysToFill(7 * MEBIBYTE)).isEmpty();
        assertThat(old.daysToFill(2400 * MEBIBYTE)).hasValueCloseTo(100.0, within(0.001));
        assertThat(old.daysToFill(0)).hasValue(0);
    }

    private static Course hourly(int count, IntToLongFunction amount) {
        return every(Duration.ofHours(1), count, amount);
    }

    private static Course every(Duration pause, int count, IntToLongFunction amount) {
        Course course = Course.EMPTY;
        for (int i = 0; i < count; i++) {
            course = course.with(BEGIN.plus(pause.multipliedBy(i)), amount.applyAsLong(i));
        }
        return course;
    }
}
