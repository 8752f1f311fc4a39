package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** pgBackRest in a container that has its configuration: the database's own, or a workbench. */
final class PgBackRest {
    private static final String STANZA = "--stanza=main";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Where somebody waits for a look: a server that refuses is asked again for some twenty times this. */
    static final String LOOK_WITHIN = "--io-timeout=10";

    /** Such as {@code P01 DETAIL: backup file /… (bundle 2/1111168, 40KB, 93.53%) checksum …}; restores say {@code (8KB, 12.3%)}. */
    private static final Pattern PERCENT = Pattern.compile("\\(.*?([0-9]{1,3}\\.[0-9]+)%\\)");

    private static final Pattern LABEL = Pattern.compile("new backup label = (\\S+)");

    /** The codes of its errors about a checksum, a format, a missing file and a cipher: what lies there is not what was stored. */
    private static final Pattern DAMAGE = Pattern.compile("\\[0(26|29|55|95)\\]");

    /** The exit code by which it says that another one is at work. */
    private static final Pattern AT_WORK = Pattern.compile("\\[050\\]|unable to acquire lock");

    private final Engine engine;
    private final String container;
    private final String project;
    private final List<String> prefix;

    /**
     * Of a container.
     *
     * @param project whose repository it is
     * @param prefix words before pgBackRest's own, to become another user; empty for none
     */
    PgBackRest(Engine engine, String container, String project, List<String> prefix) {
        this.engine = engine;
        this.container = container;
        this.project = project;
        this.prefix = prefix;
    }

    PgBackRestInfo info() {
        return PgBackRestInfo.parse(require("list the backups of PostgreSQL", LOOK_WITHIN, "--output=json", "info"));
    }

    void createStanza() {
        require("prepare the repository", "stanza-create");
    }

    /** Has the repository take what another cluster, or another version of it, writes from now on. */
    void upgradeStanza() {
        require("prepare the repository for the new version", "stanza-upgrade");
    }

    /**
     * Makes a backup.
     *
     * @param percent takes how much of it is done, 0 to 100
     * @return its label
     */
    String backup(BackupSet.Type type, String set, DoubleConsumer percent) {
        List<String> labels = new ArrayList<>();
        Optional<String> failure = backup(type, set, percent, labels);
        if (failure.filter(AT_WORK.asPredicate()).isPresent()) {
            // One that nobody waits for any more: whoever had begun it would hold the environment's lock.
            endOthers();
            failure = backup(type, set, percent, labels);
        }
        failure.ifPresent(words -> {
            throw RepositoryFailure.of("back up PostgreSQL", words, project);
        });
        if (labels.isEmpty()) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED, "pgBackRest does not say what its backup is called", null);
        }
        return labels.getLast();
    }

    private Optional<String> backup(BackupSet.Type type, String set, DoubleConsumer percent, List<String> labels) {
        return follow(
                percent,
                labels,
                List.of(
                        "--type=" + type.name().toLowerCase(Locale.ROOT),
                        "--annotation=berth-set=" + set,
                        "--no-expire-auto",
                        "--log-level-console=detail",
                        "backup"));
    }

    private Optional<String> follow(DoubleConsumer percent, List<String> labels, List<String> arguments) {
        return Workbench.follow(engine, container, request(arguments), line -> {
            Matcher matcher = PERCENT.matcher(line);
            if (matcher.find()) {
                percent.accept(Double.parseDouble(matcher.group(1)));
            }
            Matcher label = LABEL.matcher(line);
            if (label.find()) {
                labels.add(label.group(1));
            }
        });
    }

    /**
     * Restores into a folder of its own.
     *
     * @param arguments what, and to which moment
     * @param percent takes how much of it is done, 0 to 100
     */
    void restore(List<String> arguments, DoubleConsumer percent) {
        List<String> words = new ArrayList<>(arguments);
        words.addAll(List.of("--log-level-console=detail", "restore"));
        follow(percent, new ArrayList<>(), words).ifPresent(said -> {
            throw DAMAGE.matcher(said).find()
                    ? RepositoryFailure.damaged("restore PostgreSQL", said)
                    : RepositoryFailure.of("restore PostgreSQL", said);
        });
    }

    /** Ends whatever of it is still at work for somebody who has gone. */
    void endOthers() {
        run("stop", "--force");
        allowWork();
    }

    /** Takes back a stop that somebody who was killed has left: until then not even the log could be stored. */
    void allowWork() {
        require("let pgBackRest work", "start");
    }

    /** Removes a backup, and those that rest on it. */
    void expire(String label) {
        require("remove the backup " + label, "--set=" + label, "expire");
    }

    /** Removes segments of the log that are older than every backup there is. */
    void expireLog(int fullBackups) {
        require("remove the log that nothing needs any more", "--repo1-retention-full=" + fullBackups, "expire");
    }

    /** What {@code verify} found of a backup and those it rests on, in its own words; it ends with 0 whatever it found. */
    String verify(String label) {
        ExecResult result = engine.exec(
                container,
                request(List.of("--set=" + label, "--output=text", "--verbose", "verify")),
                InputStream.nullInputStream(),
                Workbench.LONGEST);
        if (!result.succeeded()) {
            throw RepositoryFailure.of("verify the backups of PostgreSQL", Workbench.said(result));
        }
        return result.output();
    }

    private String require(String what, String... arguments) {
        ExecResult result = run(arguments);
        if (!result.succeeded()) {
            throw RepositoryFailure.of(what, Workbench.said(result), project);
        }
        return result.output().strip();
    }

    private ExecResult run(String... arguments) {
        return engine.exec(container, request(List.of(arguments)), InputStream.nullInputStream(), PATIENCE);
    }

    private ExecRequest request(List<String> arguments) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of("pgbackrest", STANZA));
        words.addAll(arguments);
        return new ExecRequest(words, Optional.empty());
    }
}
