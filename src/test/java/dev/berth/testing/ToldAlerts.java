package dev.berth.testing;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a receiver was told: a command that adds each message to a file, one a line. */
public final class ToldAlerts {
    private final Path file;

    /**
     * A receiver that was told nothing yet.
     *
     * @param file of its own
     */
    public ToldAlerts(Path file) {
        this.file = file;
    }

    /** One alert in one message. */
    public record News(String message, String id, String rule, String target, String state, String text) {}

    /** Its definition, without its name. */
    public String definition() {
        return "{type: command, command: [sh, -c, 'cat >>\"$0\"', '%s']}".formatted(file);
    }

    /** The messages, oldest first; one that came twice is one, as its id says. */
    public List<JsonObject> messages() {
        try {
            Map<String, JsonObject> messages = new LinkedHashMap<>();
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                JsonObject message = JsonParser.object().from(line);
                messages.putIfAbsent(message.getString("id"), message);
            }
            return List.copyOf(messages.values());
        } catch (IOException | JsonParserException e) {
            throw new AssertionError(e);
        }
    }

    /** What was new in them, oldest first. */
    public List<News> news() {
        List<News> news = new ArrayList<>();
        for (JsonObject message : messages()) {
            JsonArray alerts = message.getArray("alerts");
            for (int i = 0; i < alerts.size(); i++) {
                JsonObject alert = alerts.getObject(i);
                if (alert.getBoolean("new")) {
                    news.add(new News(
                            message.getString("id"),
                            alert.getString("id"),
                            alert.getString("rule"),
                            alert.getString("target"),
                            alert.getString("state"),
                            alert.getString("message")));
                }
            }
        }
        return news;
    }
}
