package dev.berth.backup;

import dev.berth.docker.ByteStream;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One session of psql that is asked several times, for when the start of a program would take too long. */
final class Conversation implements AutoCloseable {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final String END = "berth-end-of-answer";

    private final ByteStream stream;
    private final BufferedReader answers;

    private Conversation(ByteStream stream) {
        this.stream = stream;
        this.answers = new BufferedReader(new InputStreamReader(stream.input(), StandardCharsets.UTF_8));
    }

    /** Begins one, and returns when the server has answered for the first time. */
    static Conversation begin(Engine engine, Cluster cluster, String database) {
        Conversation conversation = new Conversation(
                engine.open(cluster.container(), new ExecRequest(cluster.session(database), Optional.empty())));
        conversation.ask("SELECT 1");
        return conversation;
    }

    /** The lines that statements answer at once. */
    List<String> ask(String sql) {
        return ask(sql, USUAL);
    }

    /** The same of statements that may take so long. */
    List<String> ask(String sql, Duration longest) {
        try (Watchdog watchdog = Watchdog.over(stream::close, longest)) {
            stream.output().write("%s;\n\\echo %s\n".formatted(sql, END).getBytes(StandardCharsets.UTF_8));
            stream.output().flush();
            List<String> lines = new ArrayList<>();
            for (String line = answers.readLine(); !END.equals(line); line = answers.readLine()) {
                if (line == null) {
                    throw new IOException(
                            watchdog.hasBitten()
                                    ? "no answer within %d s".formatted(longest.toSeconds())
                                    : "psql ended");
                }
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED, "the session with PostgreSQL broke off: " + e.getMessage(), null, e);
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // The session ends with its connection, however that is closed.
            return;
        }
    }
}
