package dev.berth.datastore;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Sends one request to a service of the stack as a client would, and reads the answer to its end. */
public final class HttpProbe {
    private static final int BUFFER = 16 * 1024;

    private HttpProbe() {}

    /**
     * An answer.
     *
     * @param latency from the request to the answer's end, without the connection
     */
    public record Answer(int status, Duration latency) {}

    /**
     * Gets a path.
     *
     * @param token sent as a bearer token
     * @param timeout how long the answer may stay silent
     * @throws IOException when it does not answer, or not in HTTP
     * @throws dev.berth.failure.BerthException DATASTORE_UNREACHABLE when the service does not run
     */
    public static Answer get(Reach reach, ServiceLogin login, String path, Optional<String> token, Duration timeout)
            throws IOException {
        try (Socket socket = reach.connect(login.service(), login.port())) {
            socket.setSoTimeout((int) timeout.toMillis());
            StringBuilder request =
                    new StringBuilder("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: berth\r\nAccept: */*\r\n"
                            .formatted(path, login.service()));
            token.ifPresent(value ->
                    request.append("Authorization: Bearer ").append(value).append("\r\n"));
            request.append("Connection: close\r\n\r\n");
            long begun = System.nanoTime();
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream input = new BufferedInputStream(socket.getInputStream(), BUFFER);
            int status = status(input);
            byte[] rest = new byte[BUFFER];
            while (input.read(rest) >= 0) {
                if (System.nanoTime() - begun > timeout.toNanos()) {
                    throw new IOException("its answer does not end within " + timeout.toSeconds() + " s");
                }
            }
            return new Answer(status, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static int status(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = input.read(); character != '\n'; character = input.read()) {
            if (character < 0) {
                throw new EOFException("it closed the connection");
            }
            if (line.length() > BUFFER) {
                throw new IOException("what answers does not speak HTTP");
            }
            line.append((char) character);
        }
        if (!line.toString().startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("what answers does not speak HTTP");
        }
        try {
            return Integer.parseInt(line.toString(), 9, 12, 10);
        } catch (NumberFormatException e) {
            throw new IOException("what answers does not speak HTTP", e);
        }
    }
}
