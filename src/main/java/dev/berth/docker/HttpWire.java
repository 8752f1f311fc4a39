package dev.berth.docker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1 as bytes: writes one request, reads one answer; one exchange a connection. */
final class HttpWire {
    private static final int BUFFER = 16 * 1024;

    /** In characters, as most servers have it. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final int MOST_HEADERS = 1000;

    private static final String STRANGER = "what answers is not a Docker engine";

    private HttpWire() {}

    static void write(EngineRequest request, OutputStream output) throws IOException {
        StringBuilder head = new StringBuilder(256)
                .append(request.method())
                .append(' ')
                .append(request.path())
                .append(" HTTP/1.1\r\nHost: docker\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append(request.upgrade() ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n");
        InputStream body = request.body();
        if (body == null) {
            head.append(request.method().equals("GET") ? "\r\n" : "Content-Length: 0\r\n\r\n");
            output.write(head.toString().getBytes(StandardCharsets.UTF_8));
        } else if (request.length() >= 0) {
            head.append("Content-Length: ").append(request.length()).append("\r\n\r\n");
            output.write(head.toString().getBytes(StandardCharsets.UTF_8));
            body.transferTo(output);
        } else {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            output.write(head.toString().getBytes(StandardCharsets.UTF_8));
            writeChunks(body, output);
        }
        output.flush();
    }

    private static void writeChunks(InputStream body, OutputStream output) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (count > 0) {
                output.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                output.write(buffer, 0, count);
                output.write('\r');
                output.write('\n');
            }
        }
        output.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    static EngineReply read(EngineRequest request, Connection connection) throws IOException {
        InputStream input = new BufferedInputStream(connection.input(), BUFFER);
        int status = status(line(input));
        Map<String, List<String>> headers = headers(input);
        while (status == 100) {
            status = status(line(input));
            headers = headers(input);
        }
        return new EngineReply(status, headers, body(request, status, headers, input), connection);
    }

    private static InputStream body(
            EngineRequest request, int status, Map<String, List<String>> headers, InputStream input)
            throws IOException {
        if (status == 101) {
            return input;
        }
        if (status == 204 || status == 304 || request.method().equals("HEAD")) {
            return InputStream.nullInputStream();
        }
        if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
            return new ChunkedInput(input);
        }
        List<String> length = headers.get("content-length");
        return length == null ? input : new FixedLengthInput(input, number(length.getFirst()));
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException(STRANGER);
        }
        return (int) number(line.substring(9, 12));
    }

    private static long number(String digits) throws IOException {
        try {
            long number = Long.parseLong(digits);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException(STRANGER, e);
        }
        throw new IOException(STRANGER);
    }

    private static Map<String, List<String>> headers(InputStream input) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        int count = 0;
        for (String line = line(input); !line.isEmpty(); line = line(input)) {
            if (++count > MOST_HEADERS) {
                throw new IOException(STRANGER);
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** A line without its end. */
    static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = input.read(); character != '\n'; character = input.read()) {
            if (character < 0) {
                throw new EOFException("it closed the connection");
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException(STRANGER);
            }
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }
}
