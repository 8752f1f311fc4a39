package dev.berth.workspace;

import dev.berth.failure.Quoted;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When something runs, as the five fields of a crontab say it (Vixie's cron, today cronie): numbers, names, lists, ranges and
 * steps, or a name such as {@code @daily}.
 *
 * @param minutes of the hour, 0 to 59
 * @param hours of the day, 0 to 23
 * @param daysOfMonth from 1
 * @param months from 1
 * @param daysOfWeek from 1, Monday, to 7, Sunday
 * @param onEitherDay whether a day has to be in one of the two sets of days only: where neither field begins with a star
 */
public record CronExpression(
        SortedSet<Integer> minutes,
        SortedSet<Integer> hours,
        SortedSet<Integer> daysOfMonth,
        SortedSet<Integer> months,
        SortedSet<Integer> daysOfWeek,
        boolean onEitherDay) {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int SUNDAY = 7;

    /** One of the five fields; the first name stands for the least number. */
    private record Field(String name, int least, int most, List<String> names) {
        static final Field MINUTE = new Field("minute", 0, 59, List.of());
        static final Field HOUR = new Field("hour", 0, 23, List.of());
        static final Field DAY_OF_MONTH = new Field("day of the month", 1, 31, List.of());
        static final Field MONTH = new Field("month", 1, 12, MONTHS);
        static final Field DAY_OF_WEEK = new Field("day of the week", 0, SUNDAY, DAYS);

        SortedSet<Integer> read(String text) {
            SortedSet<Integer> values = new TreeSet<>();
            for (String part : text.split(",", -1)) {
                addRange(part, values);
            }
            return values;
        }

        private void addRange(String part, SortedSet<Integer> values) {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int hyphen = range.indexOf('-');
            int first = least;
            int last = most;
            if (hyphen > 0) {
                first = number(range.substring(0, hyphen));
                last = number(range.substring(hyphen + 1));
            } else if (!range.equals("*")) {
                first = number(range);
                last = first;
            }
            if (slash >= 0 && hyphen <= 0 && !range.equals("*")) {
                throw wrong(
                        part, "has a step, but no range: write %s-%d%s".formatted(range, most, part.substring(slash)));
            }
            int step = slash < 0 ? 1 : step(part, part.substring(slash + 1));
            if (first > last) {
                throw wrong(part, "goes backwards" + (most == SUNDAY && last == 0 ? ": at the end, Sunday is 7" : ""));
            }
            for (int value = first; value <= last; value += step) {
                values.add(value);
            }
        }

        private int step(String part, String text) {
            int step = digits(text);
            if (step < 1 || step > most) {
                throw wrong(part, "has a step that is not from 1 to " + most);
            }
            return step;
        }

        private int number(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            int value = named < 0 ? digits(text) : named + least;
            if (value < least || value > most) {
                throw wrong(
                        text,
                        "is not from %d to %d%s"
                                .formatted(
                                        least,
                                        most,
                                        names.isEmpty()
                                                ? ""
                                                : ", nor from %s to %s".formatted(names.getFirst(), names.getLast())));
            }
            return value;
        }

        /** A number of one to three digits; -1 for anything else. */
        private static int digits(String text) {
            if (text.isEmpty() || text.length() > 3) {
                return -1;
            }
            int value = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < '0' || c > '9') {
                    return -1;
                }
                value = value * 10 + (c - '0');
            }
            return value;
        }

        private IllegalArgumentException wrong(String text, String what) {
            return new IllegalArgumentException("the %s %s %s".formatted(name, Quoted.of(text), what));
        }
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException for what is none, with what is wrong with it as half a sentence
     */
    public static CronExpression of(String text) {
        List<String> fields = fields(text.strip().startsWith("@") ? named(text.strip()) : text);
        if (fields.size() != 5) {
            throw new IllegalArgumentException("it has %d fields where five are wanted".formatted(fields.size()));
        }
        CronExpression expression = new CronExpression(
                Field.MINUTE.read(fields.get(0)),
                Field.HOUR.read(fields.get(1)),
                Field.DAY_OF_MONTH.read(fields.get(2)),
                Field.MONTH.read(fields.get(3)),
                fromMonday(Field.DAY_OF_WEEK.read(fields.get(4))),
                !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*"));
        if (!expression.onEitherDay && expression.daysOfMonth.getFirst() > longest(expression.months)) {
            throw new IllegalArgumentException("no month of it has a day %d, so that it would never run"
                    .formatted(expression.daysOfMonth.getFirst()));
        }
        return expression;
    }

    private static String named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default ->
                throw new IllegalArgumentException(
                        "%s is none of @hourly, @daily, @weekly, @monthly and @yearly".formatted(Quoted.of(name)));
        };
    }

    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        for (String field : text.replace('\t', ' ').split(" ", -1)) {
            if (!field.isEmpty()) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** Cron's days, where 0 and 7 are Sunday, as those of ISO 8601. */
    private static SortedSet<Integer> fromMonday(SortedSet<Integer> days) {
        if (days.remove(0)) {
            days.add(SUNDAY);
        }
        return days;
    }

    private static int longest(SortedSet<Integer> months) {
        int longest = 0;
        for (int month : months) {
            longest = Math.max(longest, Month.of(month).maxLength());
        }
        return longest;
    }

    public CronExpression {
        minutes = Collections.unmodifiableSortedSet(minutes);
        hours = Collections.unmodifiableSortedSet(hours);
        daysOfMonth = Collections.unmodifiableSortedSet(daysOfMonth);
        months = Collections.unmodifiableSortedSet(months);
        daysOfWeek = Collections.unmodifiableSortedSet(daysOfWeek);
    }

    /** Whether it runs on a day at all. */
    public boolean fallsOn(LocalDate date) {
        boolean ofMonth = daysOfMonth.contains(date.getDayOfMonth());
        boolean ofWeek = daysOfWeek.contains(date.getDayOfWeek().getValue());
        return months.contains(date.getMonthValue()) && (onEitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
    }
}
