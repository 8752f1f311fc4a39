package dev.berth.docker;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An engine's answer, whose body is still to be read; closing it closes the connection.
 *
 * @param headers by name in lower case
 * @param body ends with an IOException where the engine breaks off in the middle
 */
record EngineReply(int status, Map<String, List<String>> headers, InputStream body, Connection connection)
        implements AutoCloseable {

    Optional<String> header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    boolean succeeded() {
        return status < 400;
    }

    @Override
    public void close() {
        connection.close();
    }
}
