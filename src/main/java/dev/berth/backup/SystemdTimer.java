package dev.berth.backup;

import dev.berth.workspace.CronExpression;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A timer of systemd that makes sets by a schedule, and the service that it starts. */
public record SystemdTimer(Schedule schedule, ScheduledBackup backup) {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final String END = "UNIT";

    /** A file below /etc/systemd/system. */
    public record Unit(String name, String text) {}

    /** The service and the timer, in the order in which they are installed. */
    public List<Unit> units() {
        return List.of(new Unit(backup.name() + ".service", service()), new Unit(backup.name() + ".timer", timer()));
    }

    /** A shell script that installs both, to be run as root. */
    public List<String> script() {
        List<String> lines = new ArrayList<>(List.of("set -eu"));
        for (Unit unit : units()) {
            lines.add("cat >/etc/systemd/system/%s <<'%s'".formatted(unit.name(), END));
            lines.addAll(unit.text().lines().toList());
            lines.add(END);
        }
        lines.add("systemctl daemon-reload");
        lines.add("systemctl enable --now %s.timer".formatted(backup.name()));
        return lines;
    }

    private String service() {
        StringBuilder text =
                new StringBuilder("""
                # A backup of %1$s, and away with those that need not stay. How it went: systemctl status %2$s,
                # journalctl -u %2$s. The key of the secrets must be where %3$s has it: nobody can be asked.
                [Unit]
                Description=Berth: backup of %1$s
                After=docker.service network-online.target
                Wants=network-online.target

                [Service]
                Type=oneshot
                User=%3$s
                TimeoutStartSec=infinity
                """.formatted(backup.definition().project(), backup.name(), backup.user()));
        text.append("Environment=")
                .append(assignment("HOME", backup.home().toString()))
                .append('\n');
        backup.passedOn()
                .forEach((name, value) -> text.append("Environment=")
                        .append(assignment(name, value))
                        .append('\n'));
        for (List<String> command : backup.commands()) {
            StringJoiner words = new StringJoiner(" ", "ExecStart=", "\n");
            // In the program's own path a dollar sign is one.
            words.add(word(command.getFirst()));
            command.stream().skip(1).map(word -> word.replace("$", "$$")).forEach(word -> words.add(word(word)));
            text.append(words);
        }
        return text.toString();
    }

    private String timer() {
        StringBuilder text = new StringBuilder("""
                # backup.schedule of %s: %s
                [Unit]
                Description=Berth: backups of %s

                [Timer]
                """.formatted(
                backup.definition().name(), schedule.text(), backup.definition().project()));
        calendar().forEach(line -> text.append("OnCalendar=").append(line).append('\n'));
        return text.append("""
                # A run that was due while the machine was off is made when it is back.
                Persistent=true

                [Install]
                WantedBy=timers.target
                """).toString();
    }

    /** The same times, as systemd.time(7) writes them. */
    List<String> calendar() {
        CronExpression expression = schedule.expression();
        String time =
                "%s:%s:00%s".formatted(numbers(expression.hours(), 24), numbers(expression.minutes(), 60), zone());
        String months = numbers(expression.months(), 12);
        String days = numbers(expression.daysOfMonth(), 31);
        String weekdays = expression.daysOfWeek().size() == DAYS.size()
                ? ""
                : ranges(expression.daysOfWeek(), day -> DAYS.get(day - 1)) + " ";
        return expression.onEitherDay()
                ? List.of("%s*-%s-* %s".formatted(weekdays, months, time), "*-%s-%s %s".formatted(months, days, time))
                : List.of("%s*-%s-%s %s".formatted(weekdays, months, days, time));
    }

    /** Written out, so that it is the one that was shown; a zone without a name can only be the machine's own. */
    private String zone() {
        String name = schedule.zone().getId();
        return ZoneId.getAvailableZoneIds().contains(name) ? " " + name : "";
    }

    private static String numbers(SortedSet<Integer> numbers, int all) {
        return numbers.size() == all ? "*" : ranges(numbers, "%02d"::formatted);
    }

    /** {@code 00,05..09}: what follows one another is a range. */
    private static String ranges(SortedSet<Integer> numbers, IntFunction<String> name) {
        StringJoiner ranges = new StringJoiner(",");
        int first = -1;
        for (int number : numbers) {
            if (!numbers.contains(number - 1)) {
                first = number;
            }
            if (!numbers.contains(number + 1)) {
                ranges.add(number == first ? name.apply(number) : name.apply(first) + ".." + name.apply(number));
            }
        }
        return ranges.toString();
    }

    private static String assignment(String name, String value) {
        return quoted(name + "=" + value.replace("%", "%%"));
    }

    /** systemd takes % for a specifier. */
    private static String word(String word) {
        String text = word.replace("%", "%%");
        return text.chars().allMatch(SystemdTimer::isPlain) ? text : quoted(text);
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || "/._-+=:,@%$".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    case '\n' -> "\\n";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining("", "\"", "\""));
    }
}
