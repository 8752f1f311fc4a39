package dev.berth.datastore;

import dev.berth.docker.ByteStream;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineException;
import dev.berth.docker.ExecRequest;
import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Helper containers that carry byte streams into a project's networks, one a network, started when first needed. */
final class Relay implements AutoCloseable {
    /**
     * Ends a helper that has carried nothing for a minute: a relay ends with the connection of the Berth that opened it, so
     * that a Berth that was killed leaves no helper behind, while a long session keeps its own.
     */
    private static final List<String> LIVE_WHILE_USED =
            List.of("sh", "-c", "while sleep 60; do grep -qsx socat /proc/[0-9]*/comm || exit 0; done");

    private final Engine engine;
    private final String project;
    private final Map<String, String> helpers = new HashMap<>();

    Relay(Engine engine, String project) {
        this.engine = engine;
        this.project = project;
    }

    synchronized ByteStream open(String network, String host, int port) {
        ExecRequest socat = ExecRequest.of(
                "socat", "-d0", "-b", "65536", "STDIO", "TCP:%s:%d,nodelay,connect-timeout=10".formatted(host, port));
        String known = helpers.get(network);
        if (known != null) {
            try {
                return engine.open(known, socat);
            } catch (EngineException e) {
                // It ended after an idle minute.
                helpers.remove(network);
            }
        }
        String helper = start(network);
        helpers.put(network, helper);
        return engine.open(helper, socat);
    }

    private String start(String network) {
        if (engine.image(EngineState.HELPER_IMAGE).isEmpty()) {
            throw new BerthException(
                    ErrorCode.IMAGE_MISSING,
                    "the image %s is not on the engine".formatted(EngineState.HELPER_IMAGE),
                    "berth env switch builds it there.");
        }
        String helper = engine.create(new ContainerSpecification(
                Optional.empty(),
                EngineState.HELPER_IMAGE,
                LIVE_WHILE_USED,
                Optional.of("65534:65534"),
                Map.of("dev.berth.project", project, "dev.berth.purpose", "relay"),
                List.of(),
                network,
                List.of(),
                true,
                false,
                true));
        try {
            engine.start(helper);
        } catch (BerthException e) {
            engine.discard(helper);
            throw e;
        }
        return helper;
    }

    @Override
    public synchronized void close() {
        for (String helper : helpers.values()) {
            engine.discard(helper);
        }
        helpers.clear();
    }
}
