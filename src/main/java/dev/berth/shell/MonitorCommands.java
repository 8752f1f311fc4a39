package dev.berth.shell;

import dev.berth.deployment.BootUnit;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import dev.berth.failure.Refusal;
import dev.berth.monitor.Receivers;
import dev.berth.monitor.Seen;
import dev.berth.monitor.Silences;
import dev.berth.monitor.WatchFolder;
import dev.berth.monitor.WatchProcess;
import dev.berth.process.Program;
import dev.berth.view.Document;
import dev.berth.view.MonitorReports;
import dev.berth.view.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code monitor}. */
final class MonitorCommands {
    private static final Parameter<String> RECEIVER =
            Parameter.required("RECEIVER", "as alerts.receivers of the definition names it", Suggestion.NOTHING);

    private static final Duration USUAL_SILENCE = Duration.ofHours(1);
    private static final Parameter<Optional<String>> RULE =
            Parameter.optional("RULE", "a rule's name; without one, what is silenced is listed", Suggestion.NOTHING);
    private static final Parameter<Optional<String>> TARGET =
            Parameter.optional("TARGET", "of what; of everything where nothing is named", Suggestion.SERVICES);
    private static final Option<Optional<Duration>> FOR = Option.duration("for", "how long; an hour unless told");
    private static final Option<Optional<String>> COMMENT = Option.text("comment", "TEXT", "why, for whoever asks");
    private static final Option<Optional<String>> END = Option.text("end", "ID", "end one before its time");

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private MonitorCommands() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("monitor run", "Watch the environment until Ctrl-C: judge, repair, tell, keep the logs")
                        .detail(
                                "Looks every five seconds, and at once when a service fails, at what `stack status --stats` shows,"
                                        + " serves it to Prometheus where the definition has `metrics`, and judges it by the usual rules"
                                        + " and those of the definition. One watch an environment: a second"
                                        + " one is told who it is. An engine that goes away is waited for. Prints each alert that begins"
                                        + " to fire or is over; --format ndjson prints every change. The receivers of the definition are"
                                        + " told. A service that is not well is repaired as its recovery says in the definition; where"
                                        + " nothing is said, a container whose process has ended is started. Left alone is what somebody"
                                        + " stopped, what only suffers from another service, and everything while somebody is at work.")
                        .with(WatchRun.DRY_RUN, WatchRun.UP)
                        .example("monitor run --env prod", "in the foreground, such as for a service manager")
                        .example("monitor run --dry-run", "what would be done to services; may go on beside a watch")
                        .writesUnless(WatchRun.DRY_RUN)
                        .interruptible()
                        .runs(WatchRun::run),
                Verb.named("monitor start", "Begin to watch the environment in the background")
                        .detail(
                                "The process goes on when Berth ends, not when the machine is restarted. Its log is named.")
                        .example("monitor start --env prod", "monitor stop ends it")
                        .writes()
                        .interruptible()
                        .runs(MonitorCommands::start),
                Verb.named("monitor stop", "End the watch of the environment on this machine")
                        .example("monitor stop --env prod", "alerts stay as they were seen last")
                        .writes()
                        .interruptible()
                        .runs(MonitorCommands::stop),
                Verb.named("monitor status", "Show whether somebody on this machine watches the environment")
                        .detail(
                                "The exit code is 3 when nobody does, or who does has not looked for a minute and a half.")
                        .example("monitor status --format json", "running, pid, since, and what was done to services")
                        .runs(MonitorCommands::status),
                Verb.named("monitor alerts", "List the alerts as a watch has seen them last")
                        .detail(
                                "What was over for a quarter of an hour is left out. What nobody could look at is `nodata`.")
                        .example("monitor alerts --env prod", "the gravest first")
                        .runs(MonitorCommands::alerts),
                Verb.named("monitor silence", "Have nobody told of alerts for a while, or list what is silenced")
                        .detail(
                                "Alerts are judged and listed all the same. A name may have * in place of any characters. It"
                                        + " counts for the watch on this machine.")
                        .takes(RULE)
                        .takes(TARGET)
                        .with(FOR, COMMENT, END)
                        .example(
                                "monitor silence service-down rest --for 2h --comment 'moved to the new machine'",
                                "one alert")
                        .example("monitor silence '*' --for 30m", "all of them")
                        .example("monitor silence", "what is silenced, and until when")
                        .writesWhere((verb, words) -> words.get(verb, RULE).isPresent()
                                || words.get(END).isPresent())
                        .runs(MonitorCommands::silence),
                Verb.named("monitor test", "Send a receiver of alerts something to be seen, and say what it answered")
                        .detail("The exit code is 1 when it did not take it.")
                        .takes(RECEIVER)
                        .example("monitor test ops --env prod", "before anybody relies on it")
                        .writes()
                        .runs(MonitorCommands::test),
                Verb.named("monitor unit", "Print a systemd unit that watches, and starts the environment at boot")
                        .detail(
                                "Rendered secrets lie in memory, so they are gone after a reboot; services wait for them. The unit"
                                        + " renders them and starts what does not start by itself, as the user who prints it.")
                        .example(
                                "monitor unit --env prod | sudo tee /etc/systemd/system/berth-prod.service",
                                "install it")
                        .runs(MonitorCommands::unit));
    }

    private static int start(Call call) throws InterruptedException {
        String name = call.environment();
        Optional<WatchProcess> running = WatchProcess.of(call.watchFolder());
        if (running.isPresent()) {
            call.console().print(MonitorReports.status(name, running, seen(call, name), Instant.now()));
            return ExitCode.OK.status();
        }
        // What is wrong with it is said here, and not in a log only.
        call.services().environments().definition(name);
        Instant begin = Instant.now();
        Path log = call.watchFolder().log();
        ProcessHandle started = call.services()
                .programs()
                .leave(
                        Program.of(
                                ENDS_WITHIN,
                                launcher(call).toString(),
                                "--workspace",
                                call.services().workspace().root().toString(),
                                "--env",
                                name,
                                "monitor",
                                "run"),
                        emptied(call.watchFolder()));
        Optional<WatchProcess> begun = begun(call, name, started, begin);
        if (begun.isEmpty()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the watch of %s %s: %s"
                            .formatted(
                                    name,
                                    started.isAlive() ? "has not begun yet" : "has ended at once",
                                    lastWords(log)),
                    "Its log: " + log);
        }
        call.console()
                .print(TextReport.sentence(
                        Document.about(name)
                                .put("running", true)
                                .put("pid", begun.get().pid())
                                .put("since", begun.get().since())
                                .put("log", log.toString()),
                        "%s is watched from now on, by process %d. Its log: %s"
                                .formatted(name, begun.get().pid(), log)));
        return ExitCode.OK.status();
    }

    /** What was written before stays until the next start, beside. */
    private static Path emptied(WatchFolder folder) {
        Path log = folder.log();
        try {
            folder.create();
            if (Files.exists(log)) {
                Files.move(log, folder.olderLog(), StandardCopyOption.REPLACE_EXISTING);
            }
            return Files.createFile(
                    log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(log, Refusal.of(e, log)),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    /** It has begun when it has looked once. */
    private static Optional<WatchProcess> begun(Call call, String name, ProcessHandle started, Instant begin)
            throws InterruptedException {
        for (long left = BEGINS_WITHIN.dividedBy(PAUSE); left > 0; left--) {
            Optional<WatchProcess> process = WatchProcess.of(call.watchFolder());
            boolean looked = process.isPresent()
                    && seen(call, name).filter(seen -> seen.at().isAfter(begin)).isPresent();
            if (looked || !started.isAlive()) {
                return process;
            }
            Thread.sleep(PAUSE);
        }
        return Optional.empty();
    }

    private static String lastWords(Path log) {
        try {
            return Failure.lastWords(Files.readAllLines(log));
        } catch (IOException e) {
            return Failure.lastWords(List.of());
        }
    }

    private static int stop(Call call) throws InterruptedException {
        String name = call.environment();
        Optional<WatchProcess> running = WatchProcess.of(call.watchFolder());
        if (running.isPresent() && !running.get().end(ENDS_WITHIN)) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the watch of %s, process %d, does not end"
                            .formatted(name, running.get().pid()),
                    "It may be another user's.");
        }
        call.console()
                .print(TextReport.sentence(
                        Document.about(name).put("stopped", running.isPresent()),
                        running.isPresent()
                                ? "Nobody on this machine watches %s any more.".formatted(name)
                                : "Nobody on this machine watched %s.".formatted(name)));
        return ExitCode.OK.status();
    }

    private static int status(Call call) {
        String name = call.environment();
        Optional<WatchProcess> running = WatchProcess.of(call.watchFolder());
        Optional<Seen> seen = seen(call, name);
        call.console().print(MonitorReports.status(name, running, seen, Instant.now()));
        boolean looks = running.isPresent()
                && seen.filter(each -> !each.isOld(Instant.now())).isPresent();
        return (looks ? ExitCode.OK : ExitCode.UNHEALTHY).status();
    }

    private static int alerts(Call call) {
        String name = call.environment();
        Optional<Seen> seen = seen(call, name);
        if (seen.isPresent() && WatchProcess.of(call.watchFolder()).isEmpty()) {
            call.console()
                    .notice("nobody watches %s now: this is how it was at %s"
                            .formatted(name, Document.time(seen.get().at()).substring(0, 19) + "Z"));
        }
        call.console().print(MonitorReports.alerts(name, seen, Instant.now()));
        return ExitCode.OK.status();
    }

    private static Optional<Seen> seen(Call call, String name) {
        return Seen.last(
                call.watchFolder(),
                call.services().environments().definition(name).project(),
                Instant.now());
    }

    private static int silence(Call call) {
        String name = call.environment();
        Silences silences = new Silences(call.watchFolder());
        Instant now = Instant.now();
        Optional<String> ended = call.get(END);
        Optional<String> rule = call.get(RULE);
        if (ended.isPresent()) {
            if (!silences.end(ended.get())) {
                throw new BerthException(
                        ErrorCode.USAGE,
                        "%s has no silence %s".formatted(name, Quoted.word(ended.get())),
                        "monitor silence lists those there are.");
            }
            call.console()
                    .print(TextReport.sentence(
                            Document.about(name).put("ended", ended.get()), "%s has ended.".formatted(ended.get())));
        } else if (rule.isPresent()) {
            if (rule.get().isBlank() || call.get(TARGET).filter(String::isBlank).isPresent()) {
                throw new BerthException(
                        ErrorCode.USAGE, "a rule or a target needs a name", "* stands for any: monitor silence '*'");
            }
            call.console()
                    .print(MonitorReports.silenced(
                            name,
                            silences.add(
                                    rule.get(),
                                    call.get(TARGET).orElse("*"),
                                    call.get(COMMENT).orElse(""),
                                    System.getProperty("user.name", "unknown"),
                                    now,
                                    call.get(FOR).orElse(USUAL_SILENCE))));
        } else {
            call.console().print(MonitorReports.silences(name, silences.current(now), now));
        }
        return ExitCode.OK.status();
    }

    private static int test(Call call) {
        String name = call.environment();
        String receiver = call.get(RECEIVER);
        List<String> known = List.copyOf(call.services()
                .environments()
                .definition(name)
                .alerts()
                .receivers()
                .keySet());
        if (!known.contains(receiver)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s has no receiver %s".formatted(name, Quoted.word(receiver)),
                    known.isEmpty()
                            ? "Name one in alerts.receivers of its definition: docs/notifications.md"
                            : Nearest.to(receiver, known)
                                    .map(near -> "did you mean: " + near)
                                    .orElse("It has: " + String.join(", ", known)));
        }
        Receivers.Trial trial = call.services().receivers(name).test(receiver);
        call.console()
                .print(TextReport.sentence(
                        Document.about(name)
                                .put("receiver", receiver)
                                .put("delivered", trial.delivered())
                                .put("answer", trial.sentence()),
                        trial.sentence()));
        return (trial.delivered() ? ExitCode.OK : ExitCode.FAILURE).status();
    }

    static Path launcher(Call call) {
        return call.services().installation().toAbsolutePath().normalize().resolve(Path.of("bin", "berth"));
    }

    private static int unit(Call call) {
        Services services = call.services();
        BootUnit unit = new BootUnit(
                services.environments().definition(call.environment()),
                launcher(call),
                services.workspace().root(),
                System.getProperty("user.name", "root"),
                Path.of(System.getProperty("user.home", "/root")));
        call.console().output().print(unit.text());
        return ExitCode.OK.status();
    }
}
