package dev.berth.datastore;

import dev.berth.secret.SecretValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session with PgBouncer's console: PostgreSQL's protocol 3 with simple queries only, which is all that it understands; the
 * database driver begins with a setting that it refuses.
 */
public final class PgBouncerConsole implements AutoCloseable {
    private static final String DATABASE = "pgbouncer";
    private static final int PROTOCOL = 3 << 16;
    private static final int LONGEST = 16 << 20;

    private static final int AUTHENTICATED = 0;
    private static final int CLEAR_PASSWORD = 3;
    private static final int MD5_PASSWORD = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private final Socket socket;
    private final DataInputStream input;

    private PgBouncerConsole(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * Opens a session.
     *
     * @param timeout how long one answer may take
     * @throws RefusedException when it lets nobody in
     * @throws dev.berth.failure.BerthException DATASTORE_UNREACHABLE when the service does not run
     */
    public static PgBouncerConsole open(Reach reach, ServiceLogin login, Duration timeout) throws IOException {
        Socket socket = reach.connect(login.service(), login.port());
        try {
            socket.setSoTimeout((int) timeout.toMillis());
            PgBouncerConsole console = new PgBouncerConsole(socket);
            console.logIn(login);
            return console;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** One message of the server: its type and its body. */
    private record Message(char type, DataInputStream body) {
        String text() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int next = body.read(); next > 0; next = body.read()) {
                bytes.write(next);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }

        byte[] bytes(int length) throws IOException {
            byte[] bytes = body.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("it broke off its answer");
            }
            return bytes;
        }

        String rest() throws IOException {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }

        /** The message of an ErrorResponse. */
        String problem() throws IOException {
            String message = "";
            for (int field = body.read(); field > 0; field = body.read()) {
                String value = text();
                if (field == 'M') {
                    message = value;
                }
            }
            return message;
        }
    }

    private void logIn(ServiceLogin login) throws IOException {
        String user = login.user().orElse("");
        SecretValue password = login.password().get().orElseGet(() -> SecretValue.of(""));
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        start.write(ByteBuffer.allocate(4).putInt(PROTOCOL).array());
        for (String word : List.of("user", user, "database", DATABASE, "application_name", "berth", "")) {
            start.write(terminated(word));
        }
        write(new byte[0], start.toByteArray());
        ScramExchange scram = new ScramExchange(password);
        while (true) {
            Message message = read();
            switch (message.type()) {
                case 'R' -> authenticate(message, user, password, scram);
                case 'E' -> throw new RefusedException(message.problem());
                case 'Z' -> {
                    return;
                }
                default -> {
                    // What it says of itself.
                }
            }
        }
    }

    private void authenticate(Message message, String user, SecretValue password, ScramExchange scram)
            throws IOException {
        switch (message.body().readInt()) {
            case AUTHENTICATED -> {}
            case CLEAR_PASSWORD -> write('p', terminated(password.reveal()));
            case MD5_PASSWORD -> {
                write('p', terminated(md5(user, password, message.bytes(4))));
            }
            case SASL -> {
                if (!message.rest().contains(ScramExchange.MECHANISM + "\0")) {
                    throw new IOException("it offers no login that Berth knows");
                }
                byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                body.write(terminated(ScramExchange.MECHANISM));
                body.write(ByteBuffer.allocate(4).putInt(first.length).array());
                body.write(first);
                write('p', body.toByteArray());
            }
            case SASL_CONTINUE -> write('p', scram.last(message.rest()).getBytes(StandardCharsets.UTF_8));
            case SASL_FINAL -> scram.check(message.rest());
            default -> throw new IOException("it asks for a login that Berth does not know");
        }
    }

    /**
     * The rows of one of its SHOW commands, each by column name; NULL is left out.
     *
     * @param what such as {@code POOLS}
     */
    public List<Map<String, String>> show(String what) throws IOException {
        write('Q', terminated("SHOW " + what));
        List<String> columns = List.of();
        List<Map<String, String>> rows = new ArrayList<>();
        String problem = "";
        while (true) {
            Message message = read();
            switch (message.type()) {
                case 'T' -> columns = columns(message);
                case 'D' -> rows.add(row(columns, message));
                case 'E' -> problem = message.problem();
                case 'Z' -> {
                    if (!problem.isEmpty()) {
                        throw new RefusedException(problem);
                    }
                    return rows;
                }
                default -> {
                    // The command's end, a notice.
                }
            }
        }
    }

    private static List<String> columns(Message message) throws IOException {
        int count = message.body().readShort();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(message.text());
            message.body().skipNBytes(18);
        }
        return names;
    }

    private static Map<String, String> row(List<String> columns, Message message) throws IOException {
        int count = message.body().readShort();
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < count && i < columns.size(); i++) {
            int length = message.body().readInt();
            if (length >= 0) {
                row.put(columns.get(i), new String(message.bytes(length), StandardCharsets.UTF_8));
            }
        }
        return row;
    }

    private Message read() throws IOException {
        char type = (char) input.readByte();
        int length = input.readInt() - 4;
        if (length < 0 || length > LONGEST) {
            throw new IOException("what answers is not PgBouncer");
        }
        byte[] body = new byte[length];
        input.readFully(body);
        return new Message(type, new DataInputStream(new ByteArrayInputStream(body)));
    }

    private void write(char type, byte[] body) throws IOException {
        write(new byte[] {(byte) type}, body);
    }

    private void write(byte[] type, byte[] body) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(type.length + 4 + body.length);
        message.put(type).putInt(4 + body.length).put(body);
        socket.getOutputStream().write(message.array());
        socket.getOutputStream().flush();
    }

    private static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static String md5(String user, SecretValue password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            String inner = HexFormat.of()
                    .formatHex(digest.digest((password.reveal() + user).getBytes(StandardCharsets.UTF_8)));
            digest.update(inner.getBytes(StandardCharsets.US_ASCII));
            return "md5" + HexFormat.of().formatHex(digest.digest(salt));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
