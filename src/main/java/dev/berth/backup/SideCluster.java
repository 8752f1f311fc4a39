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

    /** Who may log in: everybody who gets at the socket. */
    private static final String ACCESS = FOLDER + "/pg_hba.conf";

    /** An empty file. */
    private static final String NOTHING = FOLDER + "/nothing";

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
    private final Scope scope;
    private final Workbench workbench;
    private final BackupSet.Postgres set;
    private final String volume;
    private final String data;
    private Optional<Instant> lastTransaction = Optional.empty();

    private SideCluster(
            Engine engine,
            Scope scope,
            Clock clock,
            Workbench workbench,
            BackupSet.Postgres set,
            String volume,
            String data) {
        this.clock = clock;
        this.engine = engine;
        this.scope = scope;
        this.workbench = workbench;
        this.set = set;
        this.volume = volume;
        this.data = data;
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
        List<String> binds = new ArrayList<>(List.of(volume + ":" + service.mount()));
        Optional<String> user = Optional.of(service.user()).filter(name -> !name.isEmpty());
        String network = "none";
        switch (set.files()) {
            case BackupSet.Files.Archived archived -> {
                binds.addAll(RepositoryWorkbench.binds(scope));
                network = scope.network(engine);
            }
            // Images that become another user when they start do not say which.
            case BackupSet.Files.Base base -> user = Optional.of(base.owner());
        }
        Workbench workbench = Workbench.open(
                engine,
                new Workbench.Equipment(
                        scope.environment().project(), purpose, service.image(), user, binds, network, List.of()));
        return new SideCluster(engine, scope, clock, workbench, set, volume, data);
    }

    /** Brings the files back; what an attempt before it has left in the folder is replaced. */
    void restore(Target target, DoubleConsumer percent) {
        requireVersion();
        workbench.require(
                "make a folder for what runs beside",
                "sh",
                "-c",
                "mkdir -p -m 0700 \"$1\" && echo 'local all all trust' >\"$2\" && : >\"$3\"",
                "berth",
                FOLDER,
                ACCESS,
                NOTHING);
        switch (set.files()) {
            case BackupSet.Files.Archived archived -> {
                workbench.require("make room for a copy", "rm", "-rf", data);
                workbench.require("make a folder for a copy", "mkdir", "-p", "-m", "0700", data);
                List<String> arguments = new ArrayList<>(List.of(
                        "--pg1-path=" + data,
                        "--set=" + archived.label(),
                        "--archive-mode=off",
                        "--target-action=pause"));
                arguments.addAll(target.arguments());
                new PgBackRest(engine, workbench.container(), workbench.project(), List.of())
                        .restore(arguments, percent);
            }
            case BackupSet.Files.Base base -> {
                BaseRestore.into(engine, scope, base, volume, data, target);
                percent.accept(100);
            }
        }
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
            change(
                    "hold at the end of the log",
                    "/^recovery_target_time *=/d",
                    "recovery_target_lsn = '%s'".formatted(end.group(1)));
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
                // Whatever a configuration says: some name the folder of the cluster that serves.
                "data_directory=" + data,
                "hba_file=" + ACCESS,
                "ident_file=" + NOTHING,
                "listen_addresses=''",
                "unix_socket_directories=" + FOLDER,
                "ssl=off",
                // What it says is read here.
                "lc_messages=C",
                "archive_mode=off",
                "hot_standby=on",
                "logging_collector=off",
                "log_destination=stderr",
                "log_min_messages=log",
                "shared_preload_libraries=''"));
        options.addFirst("config_file=" + configuration());
        options.addAll(needed());
        String words =
                String.join(" ", options.stream().map(option -> "-c " + option).toList());
        ExecResult started = run("pg_ctl", "-D", data, "-l", LOG, "-w", "-t", "86400", "-s", "-o", words, "start");
        if (!started.succeeded()) {
            throw failed("does not start", target);
        }
        awaitTarget(target);
    }

    /** A foreign one may be made when its container starts, or name files that are not here: nothing of it is needed. */
    private String configuration() {
        return switch (set.files()) {
            case BackupSet.Files.Base base -> NOTHING;
            case BackupSet.Files.Archived archived ->
                workbench.run("test", "-f", set.configuration()).succeeded()
                        ? set.configuration()
                        : data + "/postgresql.conf";
        };
    }

    private List<String> needed() {
        List<String> settings = new ArrayList<>();
        workbench
                .require("read what the copy needs", "env", "LC_ALL=C", "pg_controldata", "-D", data)
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
        return new Cluster(
                engine, workbench.container(), scope.postgres().orElseThrow().superuser(), Optional.of(FOLDER));
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
        ExecResult result = run("pg_checksums", "--check", "-D", data);
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
        change(
                "make the copy ready",
                "/^archive_mode *= *'off'/d; /^recovery_target_action *=/d; /^hot_standby *=/d; s#^\\(restore_command *=.*\\)%s#\\1%s#"
                        .formatted(data, place),
                // The usual action is to hold, which pgBackRest does not write down. While it reads its log nobody may
                // ask it: then
                // it may have less memory than whoever wrote the log.
                "recovery_target_action = 'promote'\nhot_standby = 'off'");
    }

    /** Changes the settings of the stopped copy by a script of sed's, and adds lines. */
    private void change(String what, String script, String lines) {
        workbench.require(
                what,
                "sh",
                "-c",
                "set -eu; sed -i -e \"$1\" \"$3\"; printf '%s\\n' \"$2\" >>\"$3\"",
                "berth",
                script,
                lines,
                data + "/postgresql.auto.conf");
    }

    /** Starts a program beside the copy, whose output is read as it comes. */
    ByteStream open(String... command) {
        return engine.open(workbench.container(), new ExecRequest(List.of(command), Optional.empty()));
    }

    /** Runs one of PostgreSQL's programs beside the copy, which speaks English then. */
    ExecResult run(String... command) {
        List<String> words = new ArrayList<>(List.of("env", "LC_ALL=C"));
        words.addAll(List.of(command));
        return workbench.run(words.toArray(String[]::new));
    }

    @Override
    public void close() {
        workbench.close();
    }
}
