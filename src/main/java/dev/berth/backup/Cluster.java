package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL server in a container, asked as its superuser over its local socket, by its own psql. */
final class Cluster {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** For what reads gigabytes. */
    static final Duration LONG_PATIENCE = Duration.ofMinutes(60);

    private static final String SEPARATOR = "\u001f";

    private final Engine engine;
    private final String container;
    private final String superuser;
    private final List<String> psql;
    private final Duration patience;

    /**
     * A server.
     *
     * @param socket the folder of its socket; empty for the usual one
     */
    Cluster(Engine engine, String container, String superuser, Optional<String> socket) {
        this.engine = engine;
        this.container = container;
        this.superuser = superuser;
        List<String> words = new ArrayList<>(
                List.of("psql", "--no-psqlrc", "-qAt", "-F", SEPARATOR, "-v", "ON_ERROR_STOP=1", "-U", superuser));
        socket.ifPresent(folder -> words.addAll(List.of("-h", folder)));
        this.psql = List.copyOf(words);
        this.patience = LONG_PATIENCE;
    }

    private Cluster(Engine engine, String container, String superuser, List<String> psql, Duration patience) {
        this.engine = engine;
        this.container = container;
        this.superuser = superuser;
        this.psql = psql;
        this.patience = patience;
    }

    /** The same for work that takes as long as there is data, whatever time the database gives its statements. */
    Cluster unhurried() {
        List<String> words = new ArrayList<>(List.of("env", "PGOPTIONS=-c statement_timeout=0"));
        words.addAll(psql);
        return new Cluster(engine, container, superuser, List.copyOf(words), Workbench.LONGEST);
    }

    String container() {
        return container;
    }

    /** The login of who may do everything. */
    String superuser() {
        return superuser;
    }

    /** The command that opens a session with a database. */
    List<String> session(String database) {
        List<String> words = new ArrayList<>(psql);
        words.addAll(List.of("-d", database));
        return words;
    }

    /** The rows that a query answers, each as its fields. */
    List<List<String>> rows(String database, String sql) {
        ExecResult result = ask(database, sql);
        if (!result.succeeded()) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "PostgreSQL does not answer what is needed for a backup: " + Workbench.lastWords(result),
                    null);
        }
        return result.output()
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> Arrays.asList(line.split(SEPARATOR, -1)))
                .toList();
    }

    /** The one field of the one row that a query answers. */
    String value(String database, String sql) {
        List<List<String>> rows = rows(database, sql);
        if (rows.size() != 1) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "PostgreSQL answers %d rows where one is needed".formatted(rows.size()),
                    null);
        }
        return rows.getFirst().getFirst();
    }

    ExecResult ask(String database, String sql) {
        return engine.exec(
                container,
                new ExecRequest(session(database), Optional.empty()),
                new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8)),
                patience);
    }

    /** Runs another of PostgreSQL's programs beside the server. */
    ExecResult run(List<String> command, Duration timeout) {
        return engine.exec(
                container, new ExecRequest(command, Optional.empty()), InputStream.nullInputStream(), timeout);
    }

    /** Databases that take sessions, templates left out. */
    List<String> databases() {
        return rows("postgres", "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1")
                .stream()
                .map(List::getFirst)
                .toList();
    }
}
