package dev.berth.backup;

import dev.berth.docker.ByteStream;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container of Berth's own with volumes of a project in it, in which commands are run; it ends, and is gone, with whoever
 * opened it, however that ends.
 */
final class Workbench implements AutoCloseable {
    /** Terabytes take hours; somebody must give up in the end. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** One file may be large; a repository that does not answer is given up earlier by pgBackRest itself. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(60);

    /** What holds the lease is a command whose input ends with its connection. */
    private static final List<String> LEASE = List.of("cat");

    private static final List<String> LIVE_WHILE_LEASED =
            List.of("sh", "-c", "while sleep 20; do grep -qsx cat /proc/[0-9]*/comm || exit 0; done");

    private final Engine engine;
    private final String id;
    private final String project;
    private final ByteStream lease;

    private Workbench(Engine engine, String id, String project, ByteStream lease) {
        this.engine = engine;
        this.id = id;
        this.project = project;
        this.lease = lease;
    }

    /**
     * What it is made of.
     *
     * @param user empty for the image's own
     * @param binds as {@link ContainerSpecification} has them
     */
    record Equipment(
            String project,
            String purpose,
            String image,
            Optional<String> user,
            List<String> binds,
            String network,
            List<String> capabilities) {}

    static Workbench open(Engine engine, Equipment equipment) {
        String id = engine.create(new ContainerSpecification(
                Optional.empty(),
                equipment.image(),
                LIVE_WHILE_LEASED.subList(1, LIVE_WHILE_LEASED.size()),
                equipment.user(),
                Map.of("dev.berth.project", equipment.project(), "dev.berth.purpose", equipment.purpose()),
                equipment.binds(),
                equipment.network(),
                equipment.capabilities(),
                false,
                true,
                true,
                LIVE_WHILE_LEASED.subList(0, 1)));
        try {
            engine.start(id);
            return new Workbench(
                    engine, id, equipment.project(), engine.open(id, new ExecRequest(LEASE, Optional.empty())));
        } catch (RuntimeException e) {
            engine.discard(id);
            throw e;
        }
    }

    /** Its id. */
    String container() {
        return id;
    }

    /** Whose volumes are in it. */
    String project() {
        return project;
    }

    /** Runs a command to its end. */
    ExecResult run(String... command) {
        return run(List.of(command), InputStream.nullInputStream());
    }

    ExecResult run(List<String> command, InputStream input) {
        return engine.exec(id, new ExecRequest(command, Optional.empty()), input, LONGEST);
    }

    /**
     * Runs a command that must succeed.
     *
     * @param what it does, for the message: such as {@code store the keys of redis-session}
     * @return what it printed, without white space around it
     */
    String require(String what, String... command) {
        return require(what, List.of(command), InputStream.nullInputStream());
    }

    String require(String what, List<String> command, InputStream input) {
        return succeeded(what, run(command, input));
    }

    static String succeeded(String what, ExecResult result) {
        if (!result.succeeded()) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "cannot %s (exit code %d): %s".formatted(what, result.exitCode(), lastWords(result)),
                    hint(result));
        }
        return result.output().strip();
    }

    private static @Nullable String hint(ExecResult result) {
        Complaint complaint = Complaint.of(said(result));
        return complaint.kind() == Complaint.Kind.OTHER ? null : complaint.hint();
    }

    /** What a command said that counts, in a line. */
    static String lastWords(ExecResult result) {
        return Complaint.of(said(result)).sentence();
    }

    /** All that a command said, of its failure where it failed. */
    static String said(ExecResult result) {
        return result.error().isBlank() ? result.output() : result.error();
    }

    /**
     * Runs a command in any container to its end and hands over its lines as they come.
     *
     * @return what it said on standard error where it failed; empty where it succeeded
     */
    static Optional<String> follow(Engine engine, String container, ExecRequest request, Consumer<String> lines) {
        try (ByteStream stream = engine.open(container, request);
                Watchdog watchdog = Watchdog.over(stream::close, LONGEST_SILENCE)) {
            stream.output().close();
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream.input(), StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new BerthException(
                            ErrorCode.INTERRUPTED,
                            "interrupted while %s was at work"
                                    .formatted(request.command().getFirst()),
                            null);
                }
                watchdog.fed();
                lines.accept(line);
            }
            return watchdog.hasBitten()
                    ? Optional.of("it has said nothing for %d min".formatted(LONGEST_SILENCE.toMinutes()))
                    : Optional.empty();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BerthException(
                        ErrorCode.INTERRUPTED,
                        "interrupted while %s was at work"
                                .formatted(request.command().getFirst()),
                        null,
                        e);
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException e) {
            // The container goes next, and the lease with it.
            return;
        } finally {
            engine.discard(id);
        }
    }
}
