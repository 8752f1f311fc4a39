package dev.berth.backup;

import dev.berth.workspace.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When sets are made: the times of a cron expression by the clocks of a zone. Each time comes once: where clocks fall back, at
 * its first coming; where they leap over it, as much later as they leap.
 *
 * @param text the expression as it was written
 */
public record Schedule(String text, CronExpression expression, ZoneId zone) {
    /** Longer than the time between two 29ths of February that are the same day of the week. */
    private static final int MOST_DAYS = 366 * 41;

    private static final int HOURS = 24;
    private static final Duration FORESEEN = Duration.ofDays(400);

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException for what is none
     */
    public static Schedule of(String text, ZoneId zone) {
        return new Schedule(text, CronExpression.of(text), zone);
    }

    /** The first run after a moment. */
    public Instant next(Instant after) {
        // Clocks that leap may carry a run to the day after its own.
        LocalDate first = after.atZone(zone).toLocalDate().minusDays(1);
        for (LocalDate date = first; date.isBefore(first.plusDays(MOST_DAYS)); date = date.plusDays(1)) {
            NavigableSet<Instant> runs = runs(date);
            if (!runs.isEmpty() && runs.last().isAfter(after)) {
                runs.addAll(runs(date.plusDays(1)));
                return runs.tailSet(after, false).first();
            }
        }
        throw new IllegalStateException("no run of " + text);
    }

    /** The last run before a moment, or at it. */
    public Instant previous(Instant before) {
        LocalDate last = before.atZone(zone).toLocalDate();
        for (LocalDate date = last; date.isAfter(last.minusDays(MOST_DAYS)); date = date.minusDays(1)) {
            NavigableSet<Instant> runs = runs(date);
            if (!runs.isEmpty() && !runs.first().isAfter(before)) {
                runs.addAll(runs(date.minusDays(1)));
                return runs.headSet(before, true).last();
            }
        }
        throw new IllegalStateException("no run of " + text);
    }

    private NavigableSet<Instant> runs(LocalDate date) {
        NavigableSet<Instant> runs = new TreeSet<>();
        if (expression.fallsOn(date)) {
            for (int hour : expression.hours()) {
                for (int minute : expression.minutes()) {
                    runs.add(ZonedDateTime.of(date.atTime(hour, minute), zone).toInstant());
                }
            }
        }
        return runs;
    }

    /** The first run within a year or so whose time the clocks leap over; systemd leaves such a one out. */
    public Optional<LocalDateTime> leapt(Instant from) {
        ZoneOffsetTransition transition = zone.getRules().nextTransition(from);
        while (transition != null && transition.getInstant().isBefore(from.plus(FORESEEN))) {
            Optional<LocalDateTime> leapt = leapt(transition);
            if (leapt.isPresent()) {
                return leapt;
            }
            transition = zone.getRules().nextTransition(transition.getInstant());
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> leapt(ZoneOffsetTransition transition) {
        LocalDateTime end = transition.getDateTimeAfter();
        for (LocalDateTime time = transition.getDateTimeBefore(); time.isBefore(end); time = time.plusMinutes(1)) {
            // Every hour's run is made in the next hour anyway.
            if (expression.hours().size() < HOURS
                    && expression.fallsOn(time.toLocalDate())
                    && expression.hours().contains(time.getHour())
                    && expression.minutes().contains(time.getMinute())) {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }
}
