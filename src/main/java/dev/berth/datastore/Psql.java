package dev.berth.datastore;

import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Program;
import dev.berth.process.ProgramRunner;
import dev.berth.secret.SecretValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's own client, run inside the database's container: over its local socket, which asks for no password, or with a
 * password over its loopback.
 */
public final class Psql {
    /** The exit code with which psql says that it could not log in, or was cut off. */
    public static final int NOT_CONNECTED = 2;

    private final ProgramRunner programs;
    private final Engine engine;
    private final PostgresLogin login;

    public Psql(ProgramRunner programs, Engine engine, PostgresLogin login) {
        this.programs = programs;
        this.engine = engine;
        this.login = login;
    }

    /** What psql is to do. */
    public sealed interface Request {
        /** Reads what is typed, or piped in; on a terminal when there is one. */
        record Session(boolean terminal) implements Request {}

        /** Runs one string of SQL or one of psql's own commands. */
        record Command(String text) implements Request {}

        /** Runs a file of this machine, up to its first failure. */
        record Script(Path file) implements Request {}
    }

    /** Runs it on Berth's own input and output; returns psql's exit code. */
    public int run(Request request) {
        return run(request, container(), List.of("-U", login.user(), "-d", login.database()));
    }

    /** The same as another user, whose password the session alone has, in a file that ends with it. */
    public int run(Request request, String user, SecretValue password) {
        String container = container();
        try (PasswordFile file = PasswordFile.write(engine, container, user, password)) {
            return run(request, container, file.connection(login.database()));
        }
    }

    private int run(Request request, String container, List<String> connection) {
        return switch (request) {
            case Request.Session(boolean terminal) ->
                programs.runAttached(
                        program(terminal ? List.of("-i", "-t") : List.of("-i"), container, connection, List.of()));
            case Request.Command(String text) ->
                programs.runAttached(program(List.of(), container, connection, List.of("-c", text)));
            case Request.Script(Path file) -> {
                if (!Files.isReadable(file) || Files.isDirectory(file)) {
                    throw new BerthException(
                            ErrorCode.USAGE, "cannot read the file %s".formatted(file), "Give a readable SQL file.");
                }
                yield programs.runAttached(
                        program(List.of("-i"), container, connection, List.of("-v", "ON_ERROR_STOP=1", "-f", "-")),
                        file);
            }
        };
    }

    private String container() {
        Observation observation = Observation.of(engine, login.project());
        return observation.of(login.service()).stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.DATASTORE_UNREACHABLE,
                        "%s of %s does not run".formatted(login.service(), login.project()),
                        "Start it: " + observation.wayToStart(login.service())))
                .id();
    }

    /** No shell in between: PostgreSQL, the container's first process, takes an orphan's end for a crash of its own. */
    private Program program(List<String> options, String container, List<String> connection, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("docker", "exec"));
        words.addAll(options);
        words.addAll(List.of(container, "psql", "-X"));
        words.addAll(connection);
        words.addAll(arguments);
        return new Program(words, engine.address().programVariables(), null, Duration.ofDays(365));
    }
}
