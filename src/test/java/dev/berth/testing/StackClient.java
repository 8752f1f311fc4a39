package dev.berth.testing;

import com.grack.nanojson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An application of the reference stack: it knows the addresses that {@code env export} gives, and keeps no connection, so
 * that every call tells whether the service answers now.
 */
public final class StackClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, URI> endpoints;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private StackClient(Map<String, URI> endpoints, String token) {
        this.endpoints = endpoints;
        this.token = token;
    }

    /** Asks Berth where the active environment is now; ports that the engine chose change with every recreation. */
    public static StackClient of(BerthProgram berth, UUID user) {
        JsonObject exported = berth.run("env", "export", "--reveal", "--format", "json")
                .expect(0)
                .json();
        String key = berth.run("secrets", "get", "api.jwt", "--reveal")
                .expect(0)
                .output()
                .strip();
        return new StackClient(
                exported.getArray("endpoints").stream()
                        .map(JsonObject.class::cast)
                        .collect(Collectors.toMap(e -> e.getString("name"), e -> URI.create(e.getString("url")))),
                token(key, user));
    }

    /** The first column of the first row, through the pooler. */
    public String sql(String statement) throws SQLException {
        return sql("DATABASE_URL", statement);
    }

    /** The first column of the first row, at one of the addresses that lead to the database. */
    public String sql(String endpoint, String statement) throws SQLException {
        try (Connection connection = connect(endpoint)) {
            return first(connection, statement);
        }
    }

    private Connection connect(String endpoint) throws SQLException {
        URI server = endpoint(endpoint);
        Properties login = new Properties();
        login.setProperty("user", user(server));
        login.setProperty("password", password(server));
        login.setProperty("loginTimeout", Long.toString(TIMEOUT.toSeconds()));
        login.setProperty("socketTimeout", Long.toString(TIMEOUT.toSeconds()));
        login.setProperty("prepareThreshold", "0");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(server.getHost(), server.getPort(), server.getPath()), login);
    }

    private static String first(Connection connection, String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            if (!sql.execute(statement)) {
                return "";
            }
            try (ResultSet rows = sql.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    /** A session with the database that stays open. */
    public record Session(Connection connection) implements AutoCloseable {
        public String ask(String statement) throws SQLException {
            return first(connection, statement);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    public Session session(String endpoint) throws SQLException {
        return new Session(connect(endpoint));
    }

    /** Redis's answer to one command, in its own protocol's first line, or the value where it is a text. */
    public String redis(String endpoint, String... command) throws IOException {
        URI address = endpoint(endpoint);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            send(socket, "AUTH", user(address), password(address));
            String greeting = answer(answers);
            if (!greeting.equals("+OK")) {
                throw new IOException("no login: " + greeting);
            }
            send(socket, command);
            return answer(answers);
        }
    }

    /** Makes a row through the REST API. */
    public void post(String table, String json) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request(table).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
    }

    /** What the REST API answers to a GET; anything but 200 is a failure. */
    public String get(String query) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request(query).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create(endpoint("API_URL") + "/rest/v1/" + query))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private URI endpoint(String name) {
        URI endpoint = endpoints.get(name);
        if (endpoint == null) {
            throw new AssertionError(name + " is not exported, but " + endpoints.keySet());
        }
        return endpoint;
    }

    private static void send(Socket socket, String... command) throws IOException {
        StringBuilder text = new StringBuilder("*%d\r\n".formatted(command.length));
        for (String word : command) {
            text.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
        }
        socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(BufferedReader answers) throws IOException {
        String first = answers.readLine();
        if (first == null) {
            throw new IOException("Redis hung up");
        }
        return first.startsWith("$") && !first.equals("$-1") ? answers.readLine() : first;
    }

    private static String user(URI endpoint) {
        return endpoint.getUserInfo().split(":", 2)[0];
    }

    private static String password(URI endpoint) {
        return endpoint.getUserInfo().split(":", 2)[1];
    }

    /** A token as an application's sign-in would give, signed with the stack's key. */
    private static String token(String key, UUID user) {
        String claims = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                + "."
                + encoded("{\"role\":\"authenticated\",\"aud\":\"authenticated\",\"sub\":\"%s\"}".formatted(user));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return claims
                    + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(claims.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
