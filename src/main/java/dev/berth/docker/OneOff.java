package dev.berth.docker;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Runs a container to its end and removes it whatever happens. */
record OneOff(EngineHttp http, EngineActions actions, Engine engine) {

    ExecResult run(ContainerSpecification specification, InputStream input, Duration timeout) {
        String id = actions.create(keeping(specification), true);
        try (EngineReply attached = http.stream(EngineRequest.upgrade(
                        "/containers/%s/attach?stream=true&stdin=true&stdout=true&stderr=true".formatted(id)));
                EngineReply end =
                        http.stream(EngineRequest.post("/containers/%s/wait?condition=next-exit".formatted(id)))) {
            CommandSession session = new CommandSession(attached, http.address());
            actions.start(id);
            session.begin(input);
            String what = "a container of " + specification.image();
            session.await(what, timeout);
            return session.result(exitCode(end, what));
        } finally {
            engine.discard(id);
        }
    }

    /** The engine must not remove it before its exit code is known. */
    private static ContainerSpecification keeping(ContainerSpecification specification) {
        return new ContainerSpecification(
                specification.name(),
                specification.image(),
                specification.command(),
                specification.user(),
                specification.labels(),
                specification.binds(),
                specification.network(),
                specification.capabilities(),
                specification.readOnlyRoot(),
                specification.init(),
                false,
                specification.entrypoint());
    }

    private int exitCode(EngineReply end, String what) {
        try {
            JsonObject answer = JsonParser.object().from(new String(end.body().readAllBytes(), StandardCharsets.UTF_8));
            String error = Optional.ofNullable(answer.getObject("Error"))
                    .map(object -> object.getString("Message", ""))
                    .orElse("");
            if (!error.isEmpty()) {
                throw new BerthException(ErrorCode.ENGINE_REFUSED, "%s: %s".formatted(what, error), null);
            }
            return answer.getInt("StatusCode");
        } catch (IOException e) {
            throw EngineFailures.unreachable(http.address(), e);
        } catch (JsonParserException | StackOverflowError e) {
            throw EngineFailures.unreachable(http.address(), new IOException("its answer is not JSON", e));
        }
    }
}
