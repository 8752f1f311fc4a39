package dev.berth.shell;

import dev.berth.backup.CrontabLine;
import dev.berth.backup.Schedule;
import dev.berth.backup.ScheduledBackup;
import dev.berth.backup.SystemdTimer;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import dev.berth.workspace.Definition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code backup schedule}: what makes the machine's own scheduler back up an environment. */
final class ScheduleCommand {
    private enum Scheduler {
        SYSTEMD,
        CRONTAB
    }

    private static final Option<Optional<Scheduler>> AS = Option.choice(
            "as", Scheduler.class, "for which scheduler; systemd where it runs on this machine, else crontab");
    private static final Option<Optional<String>> ZONE =
            Option.text("zone", "ZONE", "by whose clocks, such as Europe/Berlin; for systemd. Default: this machine's");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm xxx", Locale.ROOT);

    private ScheduleCommand() {}

    static Verb verb() {
        return Verb.named(
                        "backup schedule", "Print what makes this machine back up by the schedule, for systemd or cron")
                .with(AS, ZONE)
                .detail(
                        "The environment's definition says when: backup.schedule. The printed lines run backup create, and"
                                + " backup prune once that went well, as the user who prints them; nothing is installed by Berth"
                                + " itself. They are made for this workspace where it is now: print them again when it moves.")
                .example("backup schedule --env prod", "look at the timer and the service")
                .example("backup schedule --env prod | sudo sh", "install and start them")
                .example("backup schedule --as crontab", "a line for crontab -e")
                .runs(ScheduleCommand::run);
    }

    private static int run(Call call) {
        Definition definition = call.services().definitions().read(call.environment());
        ZoneId zone = call.get(ZONE).map(ScheduleCommand::zone).orElseGet(ZoneId::systemDefault);
        boolean isOwnZone = zone.equals(ZoneId.systemDefault());
        Schedule schedule = definition
                .backup()
                .schedule()
                .map(text -> Schedule.of(text, zone))
                .orElseThrow(() -> new BerthException(
                        ErrorCode.DEFINITION_INVALID,
                        definition.name() + " has no schedule for backups",
                        "Add it to environments/%s.yaml: backup: {schedule: \"0 2 * * *\"}"
                                .formatted(definition.name())));
        Scheduler scheduler = call.get(AS).orElseGet(ScheduleCommand::running);
        if (scheduler == Scheduler.CRONTAB && !isOwnZone) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "cron knows the clocks of its own machine only, which are those of " + ZoneId.systemDefault(),
                    "Leave --zone out, or take --as systemd.");
        }
        ScheduledBackup backup = backup(call, definition);
        SystemdTimer timer = new SystemdTimer(schedule, backup);
        CrontabLine crontab = new CrontabLine(schedule, backup);
        Instant now = Instant.now();
        Document document = Document.about(definition.name())
                .put("schedule", schedule.text())
                .put("zone", zone.getId())
                .put("next", schedule.next(now))
                .put("previous", schedule.previous(now))
                .putRows(
                        "units",
                        timer.units().stream()
                                .map(unit ->
                                        Document.part().put("name", unit.name()).put("text", unit.text()))
                                .toList())
                .put("crontab", isOwnZone ? Optional.of(crontab.text()) : Optional.empty());
        call.console().print(new TextReport(document, theme -> {
            List<String> lines = new ArrayList<>();
            lines.add("# %s, backups at %s by the clocks of %s: the next one %s, the last one due %s"
                    .formatted(
                            definition.project(),
                            schedule.text(),
                            zone.getId(),
                            moment(schedule.next(now), zone),
                            moment(schedule.previous(now), zone)));
            switch (scheduler) {
                case SYSTEMD -> lines.addAll(timer.script());
                case CRONTAB -> lines.add(crontab.text());
            }
            return lines;
        }));
        schedule.leapt(now)
                .ifPresent(time -> call.console()
                        .notice(("clocks of %s leap over %s: systemd leaves that run out, cron makes it after the leap."
                                        + " At another hour it is never left out.")
                                .formatted(zone.getId(), time.toString().replace('T', ' '))));
        return ExitCode.OK.status();
    }

    private static String moment(Instant instant, ZoneId zone) {
        return MOMENT.format(instant.atZone(zone));
    }

    private static ZoneId zone(String name) {
        try {
            ZoneId zone = ZoneId.of(name);
            if (ZoneId.getAvailableZoneIds().contains(name)) {
                return zone;
            }
        } catch (DateTimeException e) {
            // Told below, as an offset is, which systemd does not take.
        }
        throw new BerthException(
                ErrorCode.USAGE,
                "there is no time zone " + Quoted.of(name),
                "Name one as Europe/Berlin or UTC: timedatectl list-timezones");
    }

    /** The sign of a running systemd that sd_booted(3) goes by. */
    private static Scheduler running() {
        return Files.isDirectory(Path.of("/run/systemd/system")) ? Scheduler.SYSTEMD : Scheduler.CRONTAB;
    }

    private static ScheduledBackup backup(Call call, Definition definition) {
        Services services = call.services();
        return new ScheduledBackup(
                definition,
                services.installation().toAbsolutePath().normalize().resolve(Path.of("bin", "berth")),
                services.workspace().root().toAbsolutePath().normalize(),
                System.getProperty("user.name", "root"),
                Path.of(System.getProperty("user.home", "/root")),
                System.getenv());
    }
}
