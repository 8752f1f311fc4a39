package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How an amount went over the last days, such as the bytes that a volume holds: points oldest first.
 *
 * <p>It grows by the median of the slopes between any two points (H. Theil, "A rank-invariant method of linear and polynomial
 * regression analysis", 1950; P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968): up to 29% of
 * the points may lie anywhere, such as while a log is rewritten or an import is undone, where a line of least squares would
 * follow every one of them, and the first and the last point alone tell only of themselves. All points count the same, so
 * they are kept equally far apart, but for the last hours, without which a new course would tell nothing for long.
 */
record Course(List<Point> points) {
    static final Course EMPTY = new Course(List.of());

    /** A working week with its end: what happens once a week is in it. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** More than ever are kept: 36 of the last hours, and 81 before. */
    static final int MOST = 120;

    private static final Duration LATELY = Duration.ofHours(6);
    private static final Duration APART_LATELY = Duration.ofMinutes(10);
    private static final Duration APART = Duration.ofHours(2);

    private static final int FEWEST = 4;
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** A course over less does not know the nights, or does not know the days. */
    private static final Duration WHOLE = Duration.ofDays(1);

    /** What was seen at a moment. */
    record Point(Instant at, long amount) {}

    /**
     * The same with one more point, unless the last one is only minutes old.
     *
     * <p>What is later than it was seen by a clock that was put back since, and is forgotten. So is all before, when less than
     * half is left of the least there was: what was emptied or made anew begins anew. Less of a loss is one of the ups and
     * downs that the median is there for.
     */
    Course with(Instant at, long amount) {
        List<Point> kept = new ArrayList<>();
        for (Point point : points) {
            Duration age = Duration.between(point.at(), at);
            boolean lately = age.compareTo(LATELY) < 0;
            boolean apart = kept.isEmpty() || !isWithin(APART, kept.getLast().at(), point.at());
            if (age.isPositive() && age.compareTo(LONGEST) <= 0 && (lately || apart)) {
                kept.add(point);
            }
        }
        long least = kept.stream().mapToLong(Point::amount).min().orElse(0);
        if (amount < least / 2) {
            kept.clear();
        }
        if (kept.isEmpty() || !isWithin(APART_LATELY, kept.getLast().at(), at)) {
            kept.add(new Point(at, amount));
        }
        return new Course(List.copyOf(kept));
    }

    private static boolean isWithin(Duration pause, Instant from, Instant to) {
        return Duration.between(from, to).compareTo(pause) < 0;
    }

    /** What it grows by a day, less than zero where it shrinks; absent until there is enough to tell it from. */
    OptionalDouble perDay() {
        if (points.size() < FEWEST || seen().compareTo(SHORTEST) < 0) {
            return OptionalDouble.empty();
        }
        double[] slopes = new double[points.size() * (points.size() - 1) / 2];
        int next = 0;
        for (int i = 0; i < points.size(); i++) {
            for (int j = i + 1; j < points.size(); j++) {
                slopes[next++] = slope(points.get(i), points.get(j));
            }
        }
        Arrays.sort(slopes);
        int middle = slopes.length / 2;
        return OptionalDouble.of(slopes.length % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2);
    }

    private static double slope(Point from, Point to) {
        return (double) (to.amount() - from.amount()) / days(Duration.between(from.at(), to.at()));
    }

    /**
     * How many days a room lasts that it grows into; absent where it does not grow, and where that is a bold guess: a course of
     * less than a day tells no further ahead than it is long, which is what somebody must know whose disk is filling now.
     */
    OptionalDouble daysToFill(long room) {
        OptionalDouble growth = perDay();
        if (growth.isEmpty() || growth.getAsDouble() <= 0) {
            return OptionalDouble.empty();
        }
        double left = room / growth.getAsDouble();
        return seen().compareTo(WHOLE) >= 0 || left <= days(seen()) ? OptionalDouble.of(left) : OptionalDouble.empty();
    }

    private Duration seen() {
        return points.isEmpty()
                ? Duration.ZERO
                : Duration.between(points.getFirst().at(), points.getLast().at());
    }

    static double days(Duration duration) {
        return duration.toMillis() / (double) Duration.ofDays(1).toMillis();
    }
}
