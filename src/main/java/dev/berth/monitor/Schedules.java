package dev.berth.monitor;

import dev.berth.workspace.CronExpression;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** When a schedule runs. */
final class Schedules {
    /** The 29th of February, across a century that is no leap year. */
    private static final int LONGEST_DAYS = 8 * 366;

    private Schedules() {}

    /** The first run after a moment, by a zone's clocks; empty for a schedule that never runs. */
    static Optional<Instant> next(CronExpression schedule, Instant after, ZoneId zone) {
        LocalDate date = LocalDate.ofInstant(after, zone);
        for (int i = 0; i < LONGEST_DAYS; i++, date = date.plusDays(1)) {
            if (!schedule.fallsOn(date)) {
                continue;
            }
            for (int hour : schedule.hours()) {
                for (int minute : schedule.minutes()) {
                    Instant run =
                            date.atTime(LocalTime.of(hour, minute)).atZone(zone).toInstant();
                    if (run.isAfter(after)) {
                        return Optional.of(run);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
