package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Runs commands in running containers, over the raw connection that the engine hands out. */
final class EngineCommands {
    private static final Duration TIME_TO_SETTLE = Duration.ofSeconds(10);

    private final EngineHttp http;

    EngineCommands(EngineHttp http) {
        this.http = http;
    }

    ExecResult exec(String container, ExecRequest request, InputStream input, Duration timeout) {
        String id = create(container, request);
        try (EngineReply reply = start(id)) {
            CommandSession session = new CommandSession(reply, http.address());
            session.begin(input);
            session.await("`%s` in %s".formatted(request.command().getFirst(), container), timeout);
            return session.result(exitCode(id));
        }
    }

    ByteStream open(String container, ExecRequest request) {
        String id = create(container, request);
        return new CommandStream(
                start(id), () -> exitCode(id), request.command().getFirst());
    }

    private String create(String container, ExecRequest request) {
        JsonArray command = new JsonArray();
        command.addAll(request.command());
        JsonObject body = new JsonObject();
        body.put("AttachStdin", true);
        body.put("AttachStdout", true);
        body.put("AttachStderr", true);
        body.put("Cmd", command);
        request.user().ifPresent(user -> body.put("User", user));
        return http.object(EngineRequest.post("/containers/%s/exec".formatted(EngineRequest.encode(container)), body))
                .getString("Id");
    }

    private EngineReply start(String id) {
        JsonObject body = new JsonObject();
        body.put("Detach", false);
        body.put("Tty", false);
        return http.stream(EngineRequest.upgrade("/exec/%s/start".formatted(id), body));
    }

    /** The streams end a moment before the engine has noted how the command ended. */
    private int exitCode(String id) {
        long end = System.nanoTime() + TIME_TO_SETTLE.toNanos();
        while (true) {
            JsonObject state = http.object(EngineRequest.get("/exec/%s/json".formatted(id)));
            if (!state.getBoolean("Running")) {
                return state.getInt("ExitCode");
            }
            if (System.nanoTime() > end) {
                throw new BerthException(ErrorCode.TIMED_OUT, "a command closed its output but did not end", null);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
