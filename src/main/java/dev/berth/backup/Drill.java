package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Restores a set in isolation, into volumes of its own that are removed afterwards, and looks whether it is what it was. */
final class Drill {
    static final String PURPOSE = "drill";
    private static final double MILLISECONDS = 1000;

    /** A server that nobody writes to notes now and then that it is alive, which is nothing to lose. */
    private static final int IDLE_BYTES = 512;

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final BackupSet set;
    private final Consumer<String> doing;
    private final List<Drilled.Check> checks = new ArrayList<>();
    private Duration needed = Duration.ZERO;

    Drill(Engine engine, Scope scope, Clock clock, BackupSet set, Consumer<String> doing) {
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.set = set;
        this.doing = doing;
    }

    /** Volumes of one drill. */
    private record Volumes(String postgres, String others) {}

    Drilled run(DoubleConsumer percent) {
        engine.volumes(labels()).forEach(left -> engine.removeVolume(left.name()));
        Volumes volumes = new Volumes(name("postgres"), name("others"));
        try {
            engine.createVolume(volumes.postgres(), labels());
            engine.createVolume(volumes.others(), labels());
            set.postgres().ifPresent(postgres -> postgres(postgres, volumes.postgres(), percent));
            others(volumes.others());
        } finally {
            engine.removeVolume(volumes.postgres());
            engine.removeVolume(volumes.others());
        }
        return new Drilled(set, List.copyOf(checks), recoveryPoint(), needed);
    }

    private String name(String part) {
        return "%s_drill-%s-%s"
                .formatted(scope.environment().project(), set.id().toLowerCase(Locale.ROOT), part);
    }

    private Map<String, String> labels() {
        return Map.of("dev.berth.project", scope.environment().project(), "dev.berth.purpose", PURPOSE);
    }

    private void check(String name, boolean ok, String detail) {
        checks.add(new Drilled.Check(name, ok, detail));
    }

    /** What speaks against the set; whatever else went wrong says nothing of it, and ends the drill. */
    private static String finding(BerthException failure) {
        if (failure.code() != ErrorCode.BACKUP_DAMAGED) {
            throw failure;
        }
        return String.valueOf(failure.getMessage());
    }

    /** Does what a restore would have to do, too. */
    private void needed(Runnable work) {
        Instant begin = clock.instant();
        work.run();
        needed = needed.plus(Duration.between(begin, clock.instant()));
    }

    private void postgres(BackupSet.Postgres postgres, String volume, DoubleConsumer percent) {
        Scope.PostgresService service = scope.postgres().orElseThrow();
        Target target = new Target.Named(set.moment().restorePoint().orElseThrow());
        try (SideCluster copy =
                SideCluster.open(engine, scope, clock, postgres, volume, service.beside(set.id()), PURPOSE)) {
            doing.accept("restoring " + service.name());
            needed(() -> copy.restore(target, percent));
            doing.accept("reading the log up to the moment");
            needed(() -> copy.recover(target));
            check(
                    "restored",
                    true,
                    "%s to %s".formatted(service.name(), set.moment().at()));
            doing.accept("counting rows");
            rows(postgres, copy.cluster());
            postgres.history().ifPresent(history -> history(history, copy.cluster()));
            doing.accept("looking into every relation");
            copy.promote();
            relations(copy);
            copy.stop();
            doing.accept("reading every page");
            pages(copy);
        } catch (BerthException e) {
            check("restored", false, finding(e));
        }
    }

    private void rows(BackupSet.Postgres postgres, Cluster copy) {
        RestoredRows rows = RestoredRows.of(postgres, copy);
        String words = rows.words();
        String counted = postgres.exact() ? "as in the manifest" : "in the manifest, counted while others wrote";
        check(
                "rows",
                !rows.speaksAgainst(postgres),
                words.isEmpty()
                        ? "%d tables, %d rows %s"
                                .formatted(
                                        rows.counted(),
                                        postgres.tables().stream()
                                                .mapToLong(BackupSet.Table::rows)
                                                .sum(),
                                        counted)
                        : words);
    }

    private void history(BackupSet.History history, Cluster copy) {
        Optional<BackupSet.History> found = SchemaHistory.of(copy, history);
        boolean same = found.equals(Optional.of(history));
        String version = history.version().orElse("none");
        check(
                "migrations",
                same,
                same
                        ? "version %s, checksums equal".formatted(version)
                        : "the history is not what it was: version %s instead of %s"
                                .formatted(
                                        found.flatMap(BackupSet.History::version)
                                                .orElse("none"),
                                        version));
    }

    /** The copy is thrown away, so that what the look needs can be installed in it. */
    private void relations(SideCluster copy) {
        ExecResult result = copy.run(
                "pg_amcheck",
                "-h",
                "/tmp/berth",
                "-U",
                copy.cluster().superuser(),
                "--all",
                "--install-missing",
                "--heapallindexed",
                "--jobs=2");
        List<String> complaints =
                result.output().lines().filter(line -> !line.isBlank()).toList();
        long relations = copy.cluster().databases().stream()
                .mapToLong(database -> Long.parseLong(copy.cluster()
                        .value(database, "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'm', 't', 'i', 'S')")))
                .sum();
        check(
                "pg_amcheck",
                result.succeeded(),
                result.succeeded()
                        ? "%d relations, 0 errors".formatted(relations)
                        : complaints.isEmpty() ? Workbench.lastWords(result) : complaints.getFirst());
    }

    private void pages(SideCluster copy) {
        Optional<SideCluster.Checksums> found = copy.checksums();
        check(
                "checksums",
                found.map(SideCluster.Checksums::bad).orElse(0L) == 0,
                found.map(sums -> "%d files, %d bad pages".formatted(sums.files(), sums.bad()))
                        .orElse("the cluster has none"));
    }

    private void others(String volume) {
        try (Workbench workbench =
                RepositoryWorkbench.open(engine, scope, Optional.of(volume), RepositoryWorkbench.TO_WRITE)) {
            doing.accept("reading every part");
            Map<String, String> problems = new Repository(workbench).check(set.parts());
            check(
                    "parts",
                    problems.isEmpty(),
                    problems.isEmpty()
                            ? "%d, as they were stored".formatted(set.parts().size())
                            : String.join("; ", problems.values()));
            if (!problems.isEmpty()) {
                return;
            }
            for (BackupSet.Redis redis : set.redis()) {
                doing.accept("restoring " + redis.service());
                redis(workbench, redis, volume);
            }
            for (BackupSet.Volume each : set.volumes()) {
                doing.accept("restoring " + each.name());
                volume(workbench, each, volume);
            }
        }
    }

    private void redis(Workbench workbench, BackupSet.Redis redis, String volume) {
        Optional<Scope.RedisService> service = scope.redis().stream()
                .filter(each -> each.name().equals(redis.service()))
                .findFirst();
        if (service.isEmpty()) {
            check(redis.service(), true, "not loaded: the definition has no such service any more");
            return;
        }
        try {
            List<Long> keys = new ArrayList<>();
            needed(() -> {
                String owner = SideRedis.place(workbench, redis, Sources.of(volume) + "/" + redis.service());
                keys.add(new SideRedis(engine, scope).load(service.get(), volume, redis.service(), owner));
            });
            boolean same = keys.getFirst() == redis.allKeys();
            check(
                    redis.service(),
                    same,
                    same
                            ? "%d keys".formatted(keys.getFirst())
                            : "%d keys, %d were counted".formatted(keys.getFirst(), redis.allKeys()));
        } catch (BerthException e) {
            check(redis.service(), false, finding(e));
        }
    }

    private void volume(Workbench workbench, BackupSet.Volume each, String volume) {
        String folder = Sources.of(volume) + "/" + each.name();
        needed(() -> VolumeContents.replace(workbench, each, folder));
        String files = workbench.require("count files", "sh", "-c", "find \"$1\" -type f | wc -l", "berth", folder);
        check(each.name(), true, "%s files".formatted(files));
    }

    /** How old the newest piece of the log in the repository is, where something was written since. */
    private Optional<Duration> recoveryPoint() {
        if (!scope.isArchiving()) {
            return Optional.of(Duration.between(set.moment().at(), clock.instant()));
        }
        try {
            return Running.cluster(engine, scope).map(server -> {
                String seconds = server.value("postgres", """
                        SELECT CASE WHEN pg_walfile_name(pg_current_wal_insert_lsn() - %d) = last_archived_wal THEN 0
                            ELSE extract(epoch FROM clock_timestamp() - last_archived_time) END
                        FROM pg_stat_archiver""".formatted(IDLE_BYTES));
                return seconds.isEmpty()
                        ? Duration.between(set.moment().at(), clock.instant())
                        : Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLISECONDS));
            });
        } catch (BerthException e) {
            return Optional.empty();
        }
    }
}
