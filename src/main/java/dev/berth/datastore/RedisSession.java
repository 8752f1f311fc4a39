package dev.berth.datastore;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One session with a Redis: the few questions that Berth has, in Redis's own protocol. */
public final class RedisSession implements AutoCloseable {
    /** Longer than anything that Berth asks for; what claims to be longer is no Redis. */
    private static final int LONGEST = 16 << 20;

    /** Lists within lists: more than any answer of Redis has. */
    private static final int DEEPEST = 8;

    private final Socket socket;
    private final InputStream input;

    private RedisSession(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Opens a session.
     *
     * @param timeout how long one answer may take
     * @throws RefusedException when it lets nobody in
     * @throws dev.berth.failure.BerthException DATASTORE_UNREACHABLE when the service does not run
     */
    public static RedisSession open(Reach reach, ServiceLogin login, Duration timeout) throws IOException {
        Socket socket = reach.connect(login.service(), login.port());
        try {
            socket.setSoTimeout((int) timeout.toMillis());
            RedisSession session = new RedisSession(socket);
            session.logIn(login);
            return session;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void logIn(ServiceLogin login) throws IOException {
        var password = login.password().get();
        if (password.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("AUTH"));
        login.user().ifPresent(words::add);
        words.add(password.get().reveal());
        ask(words);
    }

    /** What INFO says, by its own names; sections are left out. */
    public Map<String, String> info() throws IOException {
        return info(text(ask(List.of("INFO", "everything"))));
    }

    /**
     * Holds back every write of every client for a while, or until {@link #resumeWrites}; it ends by itself when whoever asked
     * has gone. Redis's CLIENT PAUSE … WRITE.
     */
    public void pauseWrites(Duration longest) throws IOException {
        ask(List.of("CLIENT", "PAUSE", Long.toString(longest.toMillis()), "WRITE"));
    }

    /** Lets writes go on. */
    public void resumeWrites() throws IOException {
        ask(List.of("CLIENT", "UNPAUSE"));
    }

    /**
     * Begins to write all keys, as they are at this moment, into its snapshot file.
     *
     * @throws RefusedException where it does so already, or rewrites its log
     */
    public void beginSnapshot() throws IOException {
        ask(List.of("BGSAVE"));
    }

    /** One of its settings; empty where it has none of that name. */
    public Optional<String> setting(String name) throws IOException {
        return ask(List.of("CONFIG", "GET", name)) instanceof List<?> pair && pair.size() == 2
                ? Optional.of(String.valueOf(pair.get(1)))
                : Optional.empty();
    }

    /** Reads the text that INFO answers. */
    static Map<String, String> info(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return values;
    }

    private Object ask(List<String> words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
            request.append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return answer(1);
    }

    private Object answer(int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("what answers is not Redis");
        }
        String line = line();
        String rest = line.isEmpty() ? "" : line.substring(1);
        return switch (line.isEmpty() ? '?' : line.charAt(0)) {
            case '+', ':' -> rest;
            case '-' -> throw new RefusedException(rest);
            case '$' -> bulk(length(rest));
            case '*' -> {
                List<Object> parts = new ArrayList<>();
                for (int i = length(rest); i > 0; i--) {
                    parts.add(answer(depth + 1));
                }
                yield parts;
            }
            default -> throw new IOException("what answers is not Redis");
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = input.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("it closed the connection");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int length(String digits) throws IOException {
        try {
            int length = Integer.parseInt(digits);
            if (length <= LONGEST) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("what answers is not Redis", e);
        }
        throw new IOException("what answers is not Redis");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = input.read(); character != '\n'; character = input.read()) {
            if (character < 0 || line.length() > LONGEST) {
                throw new EOFException("it closed the connection");
            }
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }

    private static String text(Object answer) throws IOException {
        if (answer instanceof String text) {
            return text;
        }
        throw new IOException("what answers is not Redis");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
