package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings a database's cluster to a newer major version of PostgreSQL, by pg_upgrade: {@link #prepare} puts the stopped cluster
 * aside, makes a copy of it and proves that, {@link #exchange} puts the copy where the new version looks, and {@link #back} puts
 * everything where it was. The old cluster is kept.
 */
public final class ClusterUpgrade implements AutoCloseable {
    /** The purpose, in their labels, of its containers and of the volume with the older programs. */
    public static final String PURPOSE = "upgrade";

    private static final String FOLDER = "/tmp/berth";
    private static final String SUPERUSER = "postgres";
    /** From this version on a new cluster has checksums unless it is told not to. */
    private static final int CHECKSUMS_BY_ITSELF = 18;

    /** Headings, checks that went well, and where to read what is read here. */
    private static final Pattern NOT_A_COMPLAINT = Pattern.compile(
            "\\bok$|^Performing |^-+$|^A list of |^/|^Failure, exiting|^Data type checks failed|collation version|^HINT|^If pg_upgrade fails");

    private static final int MOST_LINES = 12;

    private static final String LIBRARIES = FOLDER + "/needed";

    /** What a restore has left in the settings; the new cluster is no copy that reads a log. */
    private static final String SETTINGS_OF_RESTORES =
            "/^(archive_mode *= *'off'|(restore_command|recovery_[a-z_]+|hot_standby|primary_[a-z_]+) *=)/d";

    /** MARK COPY NEXT: the new cluster to its place, unless that was done already. */
    private static final String EXCHANGE = """
            set -eu
            if [ ! -e "$3/$1" ]; then
              if [ ! -e "$2/$1" ]; then echo "there is no copy in $2" >&2; exit 1; fi
              if [ -e "$3" ]; then echo "$3 is taken" >&2; exit 1; fi
              mv --no-target-directory "$2" "$3"
            fi
            sync --file-system "$3"
            """;

    /** LIVE KEPT: out of the sight of whoever would start a server there. */
    private static final String HIDE = """
            set -eu
            if [ ! -e "$2" ]; then mv --no-target-directory "$1" "$2"; fi
            rm -f "$2/postmaster.pid"
            sync --file-system "$2"
            """;

    /** MARK COPY NEXT LIVE KEPT UNDONE: the way back, as far as that is needed; what somebody made meanwhile is put aside. */
    private static final String BACK = """
            set -eu
            if [ -e "$5" ]; then
              if [ -e "$3/$1" ]; then mv --no-target-directory "$3" "$6"; fi
              if [ -e "$4" ]; then mv --no-target-directory "$4" "$6.found"; fi
              mv --no-target-directory "$5" "$4"
            fi
            if [ ! -e "$4" ]; then echo "there is nothing to put back in $4" >&2; exit 1; fi
            rm -f "$4/postmaster.pid"
            rm -rf "$2"
            sync --file-system "$4"
            """;

    /** FOLDER OWN: removes what attempts have left beside, which nobody knows of any more. */
    private static final String SWEEP = """
            set -eu
            mkdir -p -m 0700 "$1"
            for left in "$1"/beside-*; do
              if [ -e "$left" ] && [ "$left" != "$2" ]; then rm -rf "$left"; fi
            done
            """;

    private final Engine engine;
    private final UpgradePlan plan;
    private final Optional<OldPrograms> old;
    private final Workbench workbench;

    private ClusterUpgrade(Engine engine, UpgradePlan plan, Optional<OldPrograms> old, Workbench workbench) {
        this.engine = engine;
        this.plan = plan;
        this.old = old;
        this.workbench = workbench;
    }

    /**
     * Makes ready to carry it out.
     *
     * @param image of the new version
     */
    public static ClusterUpgrade begin(Engine engine, String project, String image, UpgradePlan plan) {
        OldPrograms old = OldPrograms.of(engine, project, plan.programs(), plan.from());
        try {
            return new ClusterUpgrade(
                    engine, plan, Optional.of(old), open(engine, project, image, plan, List.of(old.bind())));
        } catch (RuntimeException e) {
            old.close();
            throw e;
        }
    }

    /** Makes ready to look at folders, and to put them where they belong, or away. */
    public static ClusterUpgrade of(Engine engine, String project, UpgradePlan plan) {
        return new ClusterUpgrade(
                engine, plan, Optional.empty(), open(engine, project, EngineState.HELPER_IMAGE, plan, List.of()));
    }

    private static Workbench open(
            Engine engine, String project, String image, UpgradePlan plan, List<String> moreBinds) {
        List<String> binds = new ArrayList<>(moreBinds);
        binds.add(plan.volume() + ":" + plan.mount());
        return Workbench.open(
                engine,
                new Workbench.Equipment(project, PURPOSE, image, Optional.of(plan.owner()), binds, "none", List.of()));
    }

    /**
     * Looks, while the database serves, whether there is room for a copy, and nothing that would stand in its way.
     *
     * @throws BerthException PREFLIGHT_FAILED with the remedy
     */
    public void requireRoom() {
        long needed = Long.parseLong(
                workbench.require("measure the database", "du", "--summarize", "--block-size=1", plan.live())
                        .split("\\s+", 2)[0]);
        long free = Long.parseLong(workbench
                .require("measure what is free", "df", "--output=avail", "--block-size=1", plan.mount())
                .lines()
                .reduce((first, second) -> second)
                .orElse("0")
                .strip());
        if (free < needed + needed / 10) {
            throw unfit(
                    "a copy of the database needs %d MiB beside what serves, and %d MiB are free"
                            .formatted(needed >> 20, free >> 20),
                    "Make room where the engine keeps its volumes.");
        }
        if (!plan.next().equals(plan.live())
                && workbench.run("test", "-e", plan.next()).succeeded()) {
            throw unfit(
                    "%s, where the new version looks for its data, is taken".formatted(plan.next()),
                    "Look at what it is, and move it away.");
        }
        if (!workbench
                .require(
                        "look for tablespaces", "find", plan.live() + "/pg_tblspc", "-mindepth", "1", "-print", "-quit")
                .isEmpty()) {
            throw unfit(
                    "%s has tablespaces besides its own folder".formatted(plan.service()),
                    "Bring the data over by a dump: docs/upgrades.md says how.");
        }
    }

    private static BerthException unfit(String problem, String remedy) {
        return new BerthException(ErrorCode.PREFLIGHT_FAILED, problem, remedy + " Nothing was changed.");
    }

    /** Whether the new version's cluster was made and proved by an attempt before. */
    public boolean isPrepared() {
        return workbench.run("test", "-e", plan.copy() + "/" + mark()).succeeded()
                || workbench.run("test", "-e", plan.next() + "/" + mark()).succeeded();
    }

    /** Whether a server has been started on the new cluster since it was put in its place: somebody may have written to it. */
    public boolean wasStarted() {
        return workbench.run("test", "-e", plan.next() + "/" + mark()).succeeded()
                && workbench.run("test", "-e", plan.next() + "/postmaster.opts").succeeded();
    }

    /**
     * Makes the new version's cluster beside the old one, whose server must be stopped, and proves it.
     *
     * @param doing takes what is done now
     * @return what was proved, in a line
     */
    public String prepare(Consumer<String> doing) {
        OldPrograms programs = old.orElseThrow();
        // Nobody must start a server on what another one reads here.
        workbench.require("put the old cluster aside", "sh", "-c", HIDE, "berth", plan.live(), plan.kept());
        if (!parent(plan.next()).equals(parent(plan.live()))) {
            workbench.require(
                    "remove what earlier attempts have left", "sh", "-c", SWEEP, "berth", parent(plan.next()), "");
        }
        workbench.require("make room for a copy", "rm", "-rf", plan.copy());
        workbench.require("make a folder for it", "mkdir", "-p", "-m", "0700", parent(plan.copy()), FOLDER);
        programs.link(workbench, LIBRARIES);
        doing.accept("counting rows");
        start(programs.bin(), plan.kept(), "the old version");
        Map<String, List<BackupSet.Table>> before = new TreeMap<>();
        List<String> settings = new ArrayList<>();
        Map<String, Map<String, String>> collations;
        try {
            Cluster server = cluster();
            server.databases().forEach(database -> before.put(database, count(server, database)));
            settings.addAll(settings(server));
            collations = Reindexing.versions(server, plan.from());
        } finally {
            stop(programs.bin(), plan.kept());
        }
        doing.accept("making a cluster of PostgreSQL " + plan.to());
        List<String> making = new ArrayList<>(List.of("initdb", "--pgdata=" + plan.copy(), "--no-instructions"));
        making.addAll(settings);
        workbench.require("make a new cluster", making.toArray(String[]::new));
        doing.accept("checking whether the data fits PostgreSQL " + plan.to());
        upgrade(programs, "--check");
        doing.accept("copying to PostgreSQL " + plan.to());
        upgrade(programs, clones() ? "--clone" : "--copy");
        carrySettings();
        start("", plan.copy(), "the new version");
        String proved;
        try {
            proved = prove(before, collations, doing);
        } finally {
            stop("", plan.copy());
        }
        // By it a server that was started since is noticed.
        workbench.require("mark the copy", "rm", "-f", plan.copy() + "/postmaster.opts");
        workbench.require("mark the copy", "touch", plan.copy() + "/" + mark());
        workbench.require("write the copy to disk", "sync", "--file-system", plan.copy());
        return proved;
    }

    private String prove(
            Map<String, List<BackupSet.Table>> before,
            Map<String, Map<String, String>> collations,
            Consumer<String> doing) {
        Cluster copy = cluster();
        List<String> reindexed = Reindexing.run(copy, collations, doing);
        updateExtensions();
        doing.accept("counting rows");
        long rows = 0;
        for (Map.Entry<String, List<BackupSet.Table>> each : before.entrySet()) {
            List<BackupSet.Table> found = count(copy, each.getKey());
            if (!Set.copyOf(found).equals(Set.copyOf(each.getValue()))) {
                throw refused("the tables of %s do not have the rows that they had".formatted(each.getKey()));
            }
            rows += found.stream().mapToLong(BackupSet.Table::rows).sum();
        }
        Inspection inspection = Inspection.of(copy, Optional.of(FOLDER), doing);
        if (!inspection.problems().isEmpty()) {
            throw refused(inspection.problems().getFirst());
        }
        return "PostgreSQL %d to %d: %d rows as before%s%s%s"
                .formatted(
                        plan.from(),
                        plan.to(),
                        rows,
                        inspection.databases().isEmpty()
                                ? ""
                                : ", no fault in any relation of " + String.join(", ", inspection.databases()),
                        inspection.skipped().isEmpty()
                                ? ""
                                : ", not looked into for want of amcheck: " + String.join(", ", inspection.skipped()),
                        reindexed.isEmpty() ? "" : ", indexes of %s made anew".formatted(String.join(", ", reindexed)));
    }

    /** The system identifiers of the old cluster and of the new one. */
    public List<String> systems() {
        String made = workbench.run("test", "-e", plan.copy()).succeeded() ? plan.copy() : plan.next();
        return List.of(system(old.orElseThrow().bin() + "/", plan.kept()), system("", made));
    }

    private String system(String bin, String data) {
        return workbench
                .require(
                        "read the system identifier",
                        "sh",
                        "-c",
                        "LD_LIBRARY_PATH=\"$3\" \"$1\"pg_controldata -D \"$2\"",
                        "berth",
                        bin,
                        data,
                        LIBRARIES)
                .lines()
                .filter(line -> line.startsWith("Database system identifier:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** What time it is, by the clock of the engine's host. */
    public Instant now() {
        return Restoration.now(workbench);
    }

    /** Every table: one that cannot be counted cannot be compared. */
    private List<BackupSet.Table> count(Cluster server, String database) {
        List<BackupSet.Table> tables = RowCount.names(server, database).stream()
                .map(name -> new BackupSet.Table(database, name, 0))
                .toList();
        List<BackupSet.Table> counted = tables.isEmpty() ? List.of() : RowCount.of(server, database, tables);
        if (counted.size() != tables.size()) {
            throw refused("%d tables of %s cannot be counted".formatted(tables.size() - counted.size(), database));
        }
        return counted;
    }

    /** What the new cluster must have in common with the old one; the rest pg_upgrade brings over. */
    private List<String> settings(Cluster server) {
        List<String> template = server.rows(
                        "postgres",
                        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = 'template0'")
                .getFirst();
        boolean checksums = server.value("postgres", "SHOW data_checksums").equals("on");
        long segment = Long.parseLong(
                server.value("postgres", "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"));
        List<String> settings = new ArrayList<>(List.of(
                "--username=postgres",
                "--encoding=" + template.get(0),
                "--lc-collate=" + template.get(1),
                "--lc-ctype=" + template.get(2),
                "--wal-segsize=" + (segment >> 20)));
        if (checksums) {
            settings.add("--data-checksums");
        } else if (plan.to() >= CHECKSUMS_BY_ITSELF) {
            settings.add("--no-data-checksums");
        }
        return settings;
    }

    private void upgrade(OldPrograms programs, String mode) {
        ExecResult result = workbench.run(
                "sh", "-c", """
                cd "$1" && LD_LIBRARY_PATH="$2" exec pg_upgrade "$3" --jobs=2 --username=postgres --socketdir="$1" \
                  --old-bindir="$4" --new-bindir="$(dirname "$(readlink -f "$(command -v postgres)")")" \
                  --old-options="-c archive_mode=on -c archive_command=''" --old-datadir="$5" --new-datadir="$6"
                """, "berth", FOLDER, LIBRARIES, mode, programs.bin(), plan.kept(), plan.copy());
        if (!result.succeeded()) {
            throw refused(complaint(result));
        }
    }

    /** What pg_upgrade says of what failed, with what stands in the files that it names, which are about to go. */
    private String complaint(ExecResult result) {
        String named = workbench
                .run("sh", "-c", "cat \"$1\"/pg_upgrade_output.d/*/*.txt", "berth", plan.copy())
                .output();
        return (result.output() + "\n" + result.error() + "\n" + named)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && NOT_A_COMPLAINT.matcher(line).results().findAny().isEmpty())
                .limit(MOST_LINES)
                .collect(Collectors.joining(" "));
    }

    private BerthException refused(String problem) {
        return new BerthException(
                ErrorCode.PREFLIGHT_FAILED,
                "the data of %s cannot be brought to PostgreSQL %d: %s".formatted(plan.service(), plan.to(), problem),
                "The old version serves as before: mend that there, then run stack upgrade again.");
    }

    /** Whether the file system copies a file without copying its content. */
    private boolean clones() {
        return workbench
                .run(
                        "sh",
                        "-c",
                        "cp --reflink=always \"$1/PG_VERSION\" \"$2/berth.clone\" && rm \"$2/berth.clone\"",
                        "berth",
                        plan.kept(),
                        plan.copy())
                .succeeded();
    }

    /** Settings that live beside the data, for images that read them there; the side server proves that they are understood. */
    private void carrySettings() {
        workbench.require(
                "carry the settings over", "sh", "-c", """
                set -eu
                for name in postgresql.conf pg_hba.conf pg_ident.conf; do
                  if [ -e "$1/$name" ]; then cp "$1/$name" "$2/$name"; fi
                done
                sed --regexp-extended --expression="$3" "$1/postgresql.auto.conf" >"$2/postgresql.auto.conf"
                """, "berth", plan.kept(), plan.copy(), SETTINGS_OF_RESTORES);
    }

    private void updateExtensions() {
        workbench.require(
                "update the extensions",
                "sh",
                "-c",
                "[ ! -e \"$1/update_extensions.sql\" ] || psql --no-psqlrc -q -h \"$1\" -U postgres -d postgres -v ON_ERROR_STOP=1 -f \"$1/update_extensions.sql\"",
                "berth",
                FOLDER);
    }

    /**
     * Starts a server that nobody else reaches; segments of the log that it fills wait to be stored by the one that serves.
     *
     * @param bin the folder of its programs; empty for the image's own
     */
    private void start(String bin, String data, String which) {
        ExecResult result = workbench.run("sh", "-c", """
                export LD_LIBRARY_PATH="$1/needed"
                exec "${2:+$2/}pg_ctl" -D "$3" -l "$1/log" -w -t 86400 -s -o "-c listen_addresses='' \
                  -c unix_socket_directories=$1 -c archive_mode=on -c archive_command='' -c logging_collector=off \
                  -c log_destination=stderr -c shared_preload_libraries='' -c autovacuum=off" start""", "berth", FOLDER, bin, data);
        if (!result.succeeded()) {
            ExecResult log = workbench.run("tail", "-n", "3", FOLDER + "/log");
            throw refused("%s does not start beside: %s".formatted(which, Workbench.lastWords(log)));
        }
    }

    private void stop(String bin, String data) {
        // What does not stop is noticed by whoever needs it stopped; here it must not hide why.
        workbench.run(
                "sh",
                "-c",
                "export LD_LIBRARY_PATH=\"$1/needed\"; exec \"${2:+$2/}pg_ctl\" -D \"$3\" -w -t 3600 -s -m fast stop",
                "berth",
                FOLDER,
                bin,
                data);
    }

    private Cluster cluster() {
        return new Cluster(engine, workbench.container(), SUPERUSER, Optional.of(FOLDER)).unhurried();
    }

    /** Puts the new cluster where the new version looks for it; no server may run. May be repeated. */
    public void exchange() {
        workbench.require(
                "put the new cluster in its place", "sh", "-c", EXCHANGE, "berth", mark(), plan.copy(), plan.next());
    }

    /** Puts back what served before; no server may run. What the new version has written is put aside. May be repeated. */
    public void back() {
        workbench.require(
                "put back what served before",
                "sh",
                "-c",
                BACK,
                "berth",
                mark(),
                plan.copy(),
                plan.next(),
                plan.live(),
                plan.kept(),
                plan.undone());
    }

    /** Removes what served before the upgrade, what one that was taken back has written, and what restores of then put aside. */
    public void forget() {
        workbench.require(
                "remove what served before", "rm", "-rf", plan.kept(), plan.undone(), plan.undone() + ".found");
        boolean isBack = workbench.run("test", "-e", plan.live()).succeeded();
        String left = parent(isBack ? plan.next() : plan.live());
        if (!parent(plan.next()).equals(parent(plan.live()))) {
            workbench.require("remove what restores had put aside", "sh", "-c", SWEEP, "berth", left, "");
            workbench.run("rmdir", left);
        }
    }

    private String mark() {
        return "berth.upgraded-" + plan.id();
    }

    private static String parent(String folder) {
        return folder.substring(0, folder.lastIndexOf('/'));
    }

    @Override
    public void close() {
        workbench.close();
        old.ifPresent(OldPrograms::close);
    }
}
