package dev.berth.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Carries docker-java's requests over our own connections, so that there is one road to an engine for everything. */
record DockerJavaTransport(EngineHttp http) implements DockerHttpClient {
    /** Ends the wait for a dead engine; live ones bound what they do themselves. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public Response execute(Request request) {
        byte[] bytes = request.bodyBytes();
        InputStream body = bytes == null ? request.body() : new ByteArrayInputStream(bytes);
        return new Answer(http.open(new EngineRequest(
                request.method(),
                request.path(),
                request.headers(),
                body,
                bytes == null ? -1 : bytes.length,
                false,
                PATIENCE)));
    }

    @Override
    public void close() {
        // The engine that owns the connections closes them.
    }

    /** The engine's answer in docker-java's form. */
    private record Answer(EngineReply reply) implements Response {
        @Override
        public int getStatusCode() {
            return reply.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return reply.headers();
        }

        @Override
        public InputStream getBody() {
            return reply.body();
        }

        @Override
        public void close() {
            reply.close();
        }
    }
}
