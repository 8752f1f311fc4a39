package dev.berth.backup;

import dev.berth.docker.ByteStream;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;

/**
 * Brings tables of a set back into a schema beside those that serve: the set is restored in isolation, and what is wanted goes
 * from there into the serving database, in one transaction.
 */
final class TableCopy {
    static final String PURPOSE = "table";
    private static final String SCRIPT = "/tmp/berth/tables.sql";

    /** No name needs quoting, so that none can be taken for something else. */
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private static final int AVAILABLE = 3;

    private final Engine engine;
    private final Scope scope;
    private final Clock clock;
    private final Cluster live;
    private final Consumer<String> doing;

    TableCopy(Engine engine, Scope scope, Clock clock, Cluster live, Consumer<String> doing) {
        this.engine = engine;
        this.scope = scope;
        this.clock = clock;
        this.live = live;
        this.doing = doing;
    }

    /** One table, as PostgreSQL writes its name without its schema. */
    private record Wanted(String database, String name) {}

    /**
     * Brings them back.
     *
     * @param tables each as {@code schema.table}, or {@code database:schema.table} where several databases have it
     * @param schema where they go, made where there is none
     * @return the tables as they are now, with their rows
     */
    List<BackupSet.Table> run(
            BackupSet.Postgres set, Target target, List<String> tables, String schema, DoubleConsumer percent) {
        if (!SCHEMA.matcher(schema).matches() || schema.startsWith("pg_")) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s is no name for a schema here".formatted(Quoted.word(schema)),
                    "Lower-case letters, digits and underscores, such as: --into restored");
        }
        engine.volumes(labels()).forEach(left -> engine.removeVolume(left.name()));
        String volume = "%s_table-%s"
                .formatted(
                        scope.environment().project(), SetId.of(clock.instant()).toLowerCase(Locale.ROOT));
        engine.createVolume(volume, labels());
        try (SideCluster copy = SideCluster.open(
                engine,
                scope,
                clock,
                set,
                volume,
                scope.postgres().orElseThrow().beside("table"),
                PURPOSE)) {
            requireRoom(copy, set);
            doing.accept("restoring " + set.service() + " beside");
            copy.restore(target, percent);
            doing.accept("reading the log up to the moment");
            copy.recover(target);
            copy.promote();
            Map<String, List<Wanted>> wanted = detached(copy.cluster(), tables, schema);
            if (wanted.size() > 1) {
                throw new BerthException(
                        ErrorCode.RESTORE_REFUSED,
                        "the tables are of several databases: " + String.join(", ", wanted.keySet()),
                        "Bring back those of one database at a time. Nothing was changed.");
            }
            Map.Entry<String, List<Wanted>> only = wanted.entrySet().iterator().next();
            return bring(copy, only.getKey(), only.getValue(), schema);
        } finally {
            engine.removeVolume(volume);
        }
    }

    /** A disk that is full stops the database that serves. */
    private void requireRoom(SideCluster copy, BackupSet.Postgres set) {
        // As POSIX has it, for images without GNU's: 1,024 bytes are the unit, the fourth word is what is free.
        String[] words = copy.run("df", "-kP", scope.postgres().orElseThrow().mount())
                .output()
                .lines()
                .reduce((first, second) -> second)
                .orElse("")
                .split("\\s+", -1);
        long free = words.length > AVAILABLE ? Long.parseLong(words[AVAILABLE]) << 10 : 0;
        // The tables lie there twice for a while: as files and as what they are loaded from.
        if (free < 2 * set.bytes()) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "a copy of the database, and what is taken from it, needs %d MiB, and %d MiB are free"
                            .formatted(set.bytes() >> 19, free >> 20),
                    "Make room where the engine keeps its volumes. Nothing was changed.");
        }
    }

    private Map<String, String> labels() {
        return Map.of("dev.berth.project", scope.environment().project(), "dev.berth.purpose", PURPOSE);
    }

    private Map<String, List<Wanted>> detached(Cluster copy, List<String> tables, String schema) {
        Map<String, List<Wanted>> byDatabase = new TreeMap<>();
        for (String table : tables) {
            int colon = table.indexOf(':');
            String name = table.substring(colon + 1);
            List<String> databases = colon < 0 ? copy.databases() : List.of(table.substring(0, colon));
            List<Wanted> found = new ArrayList<>();
            for (String database : databases) {
                find(copy, database, name, schema).ifPresent(found::add);
            }
            if (found.size() != 1) {
                throw new BerthException(
                        ErrorCode.RESTORE_REFUSED,
                        found.isEmpty()
                                ? "the backup has no table %s".formatted(Quoted.word(name))
                                : "%d databases have a table %s".formatted(found.size(), Quoted.word(name)),
                        found.isEmpty()
                                ? "backup show lists its tables, as schema.table. Nothing was changed."
                                : "Say which: --table DATABASE:%s. Nothing was changed.".formatted(name));
            }
            byDatabase
                    .computeIfAbsent(found.getFirst().database(), database -> new ArrayList<>())
                    .add(found.getFirst());
        }
        return byDatabase;
    }

    /** What a table is, and how PostgreSQL writes its name; nothing where there is none. */
    private static String looking(String name) {
        return """
            SELECT c.oid, c.relkind, format('%%I.%%I', nspname, relname), format('%%I', relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname || '.' || relname = '%s' AND relkind IN ('r', 'p')
            """.formatted(name.replace("'", "''"));
    }

    /** A table alone, in the copy that is thrown away: what it has in common with others is theirs. */
    private static String detaching(String id, String table, String schema) {
        return """
            \\set ON_ERROR_STOP 1
            SELECT CASE WHEN relispartition THEN format('ALTER TABLE %%s DETACH PARTITION %%s', inhparent::regclass, inhrelid::regclass)
                ELSE format('ALTER TABLE %%s NO INHERIT %%s', inhrelid::regclass, inhparent::regclass) END
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhrelid = %1$s
            \\gexec
            SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)
            FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND (conrelid = %1$s OR confrelid = %1$s)
            \\gexec
            SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass)
            FROM pg_trigger WHERE tgrelid = %1$s AND NOT tgisinternal
            \\gexec
            SELECT format('DROP POLICY %%I ON %%s', polname, polrelid::regclass) FROM pg_policy WHERE polrelid = %1$s
            \\gexec
            SELECT format('DROP PUBLICATION %%I', pubname) FROM pg_publication
            \\gexec
            ALTER TABLE %2$s SET SCHEMA %3$s;
            """.formatted(id, table, schema);
    }

    private Optional<Wanted> find(Cluster copy, String database, String name, String schema) {
        List<List<String>> rows = copy.rows(database, looking(name));
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> row = rows.getFirst();
        if (row.get(1).equals("p")) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "%s is partitioned, and holds no row itself".formatted(name),
                    "Name its partitions, each by a --table of its own. Nothing was changed.");
        }
        copy.rows(database, "CREATE SCHEMA IF NOT EXISTS " + schema);
        ExecResult detached = copy.ask(database, detaching(row.get(0), row.get(2), schema));
        if (!detached.succeeded()) {
            throw refused(name, Workbench.lastWords(detached));
        }
        return Optional.of(new Wanted(database, row.get(3)));
    }

    private static BerthException refused(String what, String problem) {
        return new BerthException(
                ErrorCode.RESTORE_REFUSED,
                "%s cannot be brought back beside: %s".formatted(what, problem),
                "Nothing was changed.");
    }

    private List<BackupSet.Table> bring(SideCluster copy, String database, List<Wanted> wanted, String schema) {
        doing.accept("bringing tables back into %s of %s".formatted(schema, database));
        List<String> dump = new ArrayList<>(List.of(
                "pg_dump",
                "-h",
                "/tmp/berth",
                "-U",
                live.superuser(),
                "--no-privileges",
                "--file=" + SCRIPT,
                "-d",
                database));
        wanted.forEach(table -> dump.add("--table=%s.%s".formatted(schema, table.name())));
        ExecResult dumped = copy.run(dump.toArray(String[]::new));
        if (!dumped.succeeded()) {
            throw refused(schema, Workbench.lastWords(dumped));
        }
        List<BackupSet.Table> tables = new ArrayList<>();
        String begin = "BEGIN;\nCREATE SCHEMA IF NOT EXISTS %s;\n".formatted(schema);
        StringBuilder end = new StringBuilder("\n");
        for (Wanted table : wanted) {
            String name = "%s.%s".formatted(schema, table.name());
            long rows = Long.parseLong(copy.cluster().value(database, "SELECT count(*) FROM ONLY " + name));
            tables.add(new BackupSet.Table(database, name, rows));
            // What was cut off on its way must not be committed.
            end.append("SELECT count(*) = %d AS whole FROM ONLY %s \\gset\n\\if :whole\n\\else\n\\quit\n\\endif\n"
                    .formatted(rows, name));
        }
        end.append("COMMIT;\nSELECT 'whole';\n");
        ExecResult loaded = load(copy, database, begin, end.toString());
        if (!loaded.succeeded() || !loaded.output().strip().endsWith("whole")) {
            throw refused(
                    String.join(", ", tables.stream().map(BackupSet.Table::name).toList()),
                    Workbench.lastWords(loaded));
        }
        return tables;
    }

    private ExecResult load(SideCluster copy, String database, String begin, String end) {
        try (ByteStream script = copy.open("cat", SCRIPT)) {
            script.output().close();
            InputStream whole =
                    new SequenceInputStream(Collections.enumeration(List.of(bytes(begin), script.input(), bytes(end))));
            return engine.exec(
                    live.container(),
                    new ExecRequest(live.session(database), Optional.empty()),
                    whole,
                    Workbench.LONGEST);
        } catch (IOException e) {
            throw refused(database, String.valueOf(e.getMessage()));
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
