package dev.berth.datastore;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A password of PostgreSQL in a file inside a container: in its memory, for its user alone, until it is closed. */
final class PasswordFile implements AutoCloseable {
    /** Every container has it, and it is part of no image, no export and no volume. */
    private static final String MEMORY = "/dev/shm";

    /**
     * Also removes what killed sessions left. What is older than a minute has served: psql reads the file once, when it
     * starts, and keeps the password to connect again.
     */
    private static final String WRITE =
            "find \"$1\" -maxdepth 1 -name \"$2*\" -mmin +1 -delete 2>/dev/null; umask 077 && cat >\"$3\"";

    private static final String PREFIX = ".berth-";
    private static final String HOST = "127.0.0.1";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Engine engine;
    private final String container;
    private final String path;
    private final String user;

    private PasswordFile(Engine engine, String container, String path, String user) {
        this.engine = engine;
        this.container = container;
        this.path = path;
        this.user = user;
    }

    /** Writes it; the password travels on standard input. */
    static PasswordFile write(Engine engine, String container, String user, SecretValue password) {
        PasswordFile file = new PasswordFile(engine, container, MEMORY + "/" + PREFIX + UUID.randomUUID(), user);
        String line = "%s:%d:*:%s:%s%n".formatted(HOST, PostgresLogin.PORT, escaped(user), escaped(password.reveal()));
        ExecResult result = file.exec(
                List.of("sh", "-c", WRITE, "berth", MEMORY, PREFIX, file.path),
                new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        if (!result.succeeded()) {
            file.close();
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write a file to the memory of the database's container: %s"
                            .formatted(result.error().strip()),
                    "Its %s must be writable, as it is unless the container is made otherwise.".formatted(MEMORY));
        }
        return file;
    }

    /** What psql must be told to log in with it. */
    List<String> connection(String database) {
        return List.of(
                "-h",
                HOST,
                "-p",
                Integer.toString(PostgresLogin.PORT),
                "-U",
                user,
                "-d",
                "dbname='%s' passfile='%s'".formatted(database.replaceAll("([\\\\'])", "\\\\$1"), path));
    }

    private static String escaped(String field) {
        return field.replaceAll("([\\\\:])", "\\\\$1");
    }

    private ExecResult exec(List<String> command, InputStream input) {
        return engine.exec(container, new ExecRequest(command, Optional.empty()), input, TIMEOUT);
    }

    @Override
    public void close() {
        // Whoever was interrupted wants it gone all the more; a container that has gone has taken it along.
        boolean interrupted = Thread.interrupted();
        try {
            exec(List.of("rm", "-f", path), InputStream.nullInputStream());
        } catch (BerthException e) {
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
