package dev.berth.backup;

import dev.berth.docker.ByteStream;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of the database, restored from a set into a folder of its own, in a container of the database's image; nobody but
 * Berth reaches its server, and it sends nothing to the repository.
 */
final class SideCluster implements AutoCloseable {
    private static final String FOLDER = "/tmp/berth";
    private static final String LOG = FOLDER + "/log";

    /** What a server that recovers must have at least as much of as the one whose log it reads: pg_controldata's words. */
    private static final Map<String, String> NEEDED = new TreeMap<>(Map.of(
            "max_connections setting", "max_connections",
            "max_worker_processes setting", "max_worker_processes",
            "max_wal_senders setting", "max_wal_senders",
            "max_prepared_xacts setting", "max_prepared_transactions",
            "max_locks_per_xact setting", "max_locks_per_transaction"));

    private static final Pattern REDO_DONE = Pattern.compile("redo done at ([0-9A-F]+/[0-9A-F]+)");
    private static final Pattern LAST_TRANSACTION =
            Pattern.compile("last completed transaction was at log time (.+)$", Pattern.MULTILINE);
    private static final DateTimeFormatter LOG_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendOffset("+HH:mm", "+00")
            .toFormatter(Locale.ROOT);

    private static final String LOG_ENDS = "recovery ended before configured recovery target was reached";

    private static final Pattern COMPLAINT = Pattern.compile("^.*?(?:FATAL|PANIC|ERROR): +(.*)$", Pattern.MULTILINE);
    private static final Pattern WORDS_OF_PGBACKREST = Pattern.compile("ERROR: \\[[0-9]{3}\\]");
    private static final Pattern PROGRAM = Pattern.compile("\\(PostgreSQL\\) ([0-9]+)");
    private static final Pattern SCANNED = Pattern.compile("Files scanned: +(\\d+)");
    private static final Pattern BAD = Pattern.compile("Bad checksums: +(\\d+)");

    private final Engine engine;
    private final Clock clock;
    private final Workbench workbench;
    private final BackupSet.Postgres set;
    private final String data;
    private final PgBackRest program;
    private Optional<Instant> lastTransaction = Optional.empty();

    private SideCluster(Engine engine, Clock clock, Workbench workbench, BackupSet.Postgres set, String data) {
        this.engine = engine;
        this.clock = clock;
        this.workbench = workbench;
        this.set = set;
        this.data = data;
        this.program = new PgBackRest(engine, workbench.container(), workbench.project(), List.of());
    }

    /**
     * Makes the container.
     *
     * @param volume in which the copy is to lie, where the database's own lies in its container
     * @param data the folder of the copy
     */
    static SideCluster open(
            Engine engine,
            Scope scope,
            Clock clock,
            BackupSet.Postgres set,
            String volume,
            String data,
            String purpose) {
        Scope.PostgresService service = scope.postgres().orElseThrow();
        return new SideCluster(
                engine,
                clock,
                Workbench.open(
                        engine,
                        new Workbench.Equipment(
                                scope.environment().project(),
                                purpose,
                                service.image(),
                                Optional.of(service.user()).filter(user -> !user.isEmpty()),
                                List.of(
                                        volume + ":" + service.mount(),
                                        Backups.repositoryVolume(
                                                        scope.environment().project()) + ":/var/lib/pgbackrest",
                                        service.secrets() + ":/run/berth:ro"),
                                scope.network(engine),
                                List.of())),
                set,
                data);
    }

    /** Brings the files back; what an attempt before it has left in the folder is replaced. */
    void restore(Target target, DoubleConsumer percent) {
        requireVersion();
        workbench.require("make room for a copy", "rm", "-rf", data);
        workbench.require("make a folder for a copy", "mkdir", "-p", "-m", "0700", data, FOLDER);
        List<String> arguments = new ArrayList<>(
                List.of("--pg1-path=" + data, "--set=" + set.label(), "--archive-mode=off", "--target-action=pause"));
        arguments.addAll(target.arguments());
        program.restore(arguments, percent);
    }

    /** PostgreSQL reads the files of its own major version only. */
    private void requireVersion() {
        String program = workbench.require("ask for PostgreSQL's version", "postgres", "--version");
        Matcher version = PROGRAM.matcher(program);
        String made = set.version().split("[^0-9]", 2)[0];
        if (version.find() && !version.group(1).equals(made)) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "the backup is of PostgreSQL %s, and %s is PostgreSQL %s now"
                            .formatted(made, set.service(), version.group(1)),
                    "Nothing was changed. stack upgrade --undo brings PostgreSQL %s back, with what it had then; after it this backup restores."
                            .formatted(made));
        }
    }

    /** Starts the copy's server, and waits until it has read the log up to the target and holds there. */
    void recover(Target target) {
        if (target instanceof Target.End) {
            aimAtTheEnd(target);
        }
        read(target);
    }

    /** Nobody knows where the log ends who has not read it: the server does, and says so; then it can be told to hold there. */
    private void aimAtTheEnd(Target target) {
        try {
            read(target);
        } catch (BerthException e) {
            Matcher end = REDO_DONE.matcher(log());
            if (!log().contains(LOG_ENDS) || !end.find()) {
                throw e;
            }
            workbench.require(
                    "hold at the end of the log",
                    "sed",
                    "--in-place",
                    "-e",
                    "/^recovery_target_time *=/d",
                    "-e",
                    "$a recovery_target_lsn = '%s'".formatted(end.group(1)),
                    data + "/postgresql.auto.conf");
            lastTransaction = lastTransaction(log());
            workbench.require("begin its log anew", "rm", "-f", LOG);
        }
    }

    private static Optional<Instant> lastTransaction(String log) {
        Matcher last = LAST_TRANSACTION.matcher(log);
        try {
            return last.find()
                    ? Optional.of(OffsetDateTime.parse(last.group(1).strip(), LOG_TIME)
                            .toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** When the last transaction was committed that the log has, where it was read to its end and has any. */
    Optional<Instant> lastTransaction() {
        return lastTransaction;
    }

    private void read(Target target) {
        List<String> options = new ArrayList<>(List.of(
                "listen_addresses=''",
                "unix_socket_directories=" + FOLDER,
                "archive_mode=off",
                "hot_standby=on",
                "logging_collector=off",
                "log_destination=stderr",
                "log_min_messages=log",
                "shared_preload_libraries=''"));
        if (workbench.run("test", "-f", set.configuration()).succeeded()
                && !set.configuration().startsWith(data)) {
            options.addFirst("config_file=" + set.configuration());
        }
        options.addAll(needed());
        String words =
                String.join(" ", options.stream().map(option -> "-c " + option).toList());
        ExecResult started =
                workbench.run("pg_ctl", "-D", data, "-l", LOG, "-w", "-t", "86400", "-s", "-o", words, "start");
        if (!started.succeeded()) {
            throw failed("does not start", target);
        }
        awaitTarget(target);
    }

    private List<String> needed() {
        List<String> settings = new ArrayList<>();
        workbench
                .require("read what the copy needs", "pg_controldata", "-D", data)
                .lines()
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    String setting = colon < 0 ? null : NEEDED.get(line.substring(0, colon));
                    if (setting != null) {
                        settings.add(setting + "=" + line.substring(colon + 1).strip());
                    }
                });
        return settings;
    }

    private void awaitTarget(Target target) {
        Cluster server = cluster();
        Instant end = clock.instant().plus(Workbench.LONGEST);
        while (true) {
            ExecResult state = server.ask(
                    "postgres",
                    "SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() END");
            if (state.succeeded()) {
                String answer = state.output().strip();
                if (answer.equals("t\u001fpaused")) {
                    break;
                }
                if (answer.startsWith("f")) {
                    throw failed("went past its target", target);
                }
            } else if (!workbench.run("pg_ctl", "-D", data, "status").succeeded()) {
                throw failed("ended before it had got to its target", target);
            }
            if (clock.instant().isAfter(end)) {
                throw failed("has not got to its target within a day", target);
            }
            Pause.during(Duration.ofMillis(200), "a copy reads the log");
        }
        if (!log().contains(target.reached())) {
            throw failed("holds, but not at its target", target);
        }
    }

    private String log() {
        return workbench.run("cat", LOG).output();
    }

    private BerthException failed(String how, Target target) {
        List<String> complaints = new ArrayList<>();
        String log = log();
        Matcher matcher = COMPLAINT.matcher(log);
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("the database system is")) {
                complaints.add(matcher.group(1));
            }
        }
        if (complaints.stream().anyMatch(complaint -> complaint.contains(LOG_ENDS)) && target instanceof Target.Time) {
            return new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "the log in the repository ends before that moment: nothing after it was stored%s"
                            .formatted(lastTransaction(log())
                                    .map("; its last transaction is of %s"::formatted)
                                    .orElse("")),
                    "--at end goes as far as the log does; backup create stores what there is now. Nothing was changed.");
        }
        Matcher ofPgBackRest = WORDS_OF_PGBACKREST.matcher(log);
        if (ofPgBackRest.find()
                && Complaint.of(log.substring(ofPgBackRest.start())).isOfTheWay()) {
            return RepositoryFailure.of("read the log of " + set.service(), log.substring(ofPgBackRest.start()));
        }
        return new BerthException(
                ErrorCode.BACKUP_DAMAGED,
                "the copy of %s %s%s"
                        .formatted(set.service(), how, complaints.isEmpty() ? "" : ": " + complaints.getLast()),
                "What serves was not touched. backup verify says what is missing or damaged.");
    }

    /** The copy's server, to be asked. */
    Cluster cluster() {
        return new Cluster(engine, workbench.container(), Optional.of(FOLDER));
    }

    /** Lets the copy's server go on as one that can be written to: only for a copy that is thrown away. */
    void promote() {
        workbench.require("let the copy be written to", "pg_ctl", "-D", data, "-w", "-t", "3600", "-s", "promote");
    }

    void stop() {
        workbench.require("stop the copy", "pg_ctl", "-D", data, "-w", "-t", "3600", "-s", "-m", "fast", "stop");
    }

    /**
     * How the pages of a stopped copy are.
     *
     * @param files that were read
     * @param bad pages that fail their checksum
     */
    record Checksums(long files, long bad) {}

    /** Reads every page of the stopped copy; empty where the cluster has no checksums. */
    Optional<Checksums> checksums() {
        ExecResult result = workbench.run("pg_checksums", "--check", "-D", data);
        Matcher scanned = SCANNED.matcher(result.output());
        Matcher bad = BAD.matcher(result.output());
        if (scanned.find() && bad.find()) {
            return Optional.of(new Checksums(Long.parseLong(scanned.group(1)), Long.parseLong(bad.group(1))));
        }
        if (result.error().contains("data checksums are not enabled")) {
            return Optional.empty();
        }
        throw new BerthException(
                ErrorCode.BACKUP_DAMAGED,
                "the pages of the copy cannot be read: " + Workbench.lastWords(result),
                "What serves was not touched.");
    }

    /**
     * Has the stopped copy serve from now on: where it lies then, with its log kept, and read to its target and no further.
     *
     * @param place the folder that it is about to be moved to
     */
    void readyToServe(String place) {
        String settings = data + "/postgresql.auto.conf";
        workbench.require(
                "make the copy ready",
                "sed",
                "--in-place",
                "-e",
                "/^archive_mode *= *'off'/d",
                "-e",
                "s#^\\(restore_command *=.*\\)%s#\\1%s#".formatted(data, place),
                "-e",
                "/^recovery_target_action *=/d",
                "-e",
                "/^hot_standby *=/d",
                "-e",
                // The usual action is to hold, which pgBackRest does not write down.
                "$a recovery_target_action = 'promote'",
                "-e",
                // While it reads its log nobody may ask it: then it may have less memory than whoever wrote the log.
                "$a hot_standby = 'off'",
                settings);
    }

    /** Starts a program beside the copy, whose output is read as it comes. */
    ByteStream open(String... command) {
        return engine.open(workbench.container(), new ExecRequest(List.of(command), Optional.empty()));
    }

    /** Runs one of PostgreSQL's programs beside the copy. */
    ExecResult run(String... command) {
        return workbench.run(command);
    }

    @Override
    public void close() {
        workbench.close();
    }
}
