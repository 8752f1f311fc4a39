package dev.berth.monitor;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.EngineEvent;
import dev.berth.workspace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened to containers and still counts, remembered across watches: an engine itself remembers its last 256 events, which
 * health checks alone fill within a minute.
 */
final class Happenings {
    /** How long a start, or a process that was killed, counts. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    private static final int FORMAT = 1;

    /** More than can be told apart: one that crashes at once starts ten times a minute at most. */
    private static final int MOST = 2_000;

    private static final long LARGEST = 1L << 20;

    /** Those that are counted. */
    private static final Set<String> ACTIONS = Set.of("create", "start", "oom");

    private final WatchFolder folder;
    private final String project;
    private final Path file;
    private List<EngineEvent> known;

    Happenings(WatchFolder folder, String project) {
        this.folder = folder;
        this.project = project;
        this.file = folder.file("happenings.json");
        this.known = read();
    }

    /** What makes an event the same one, by whomever it was heard. */
    private record Key(Instant time, String action, String container) {
        static Key of(EngineEvent event) {
            return new Key(event.time(), event.action(), event.containerId());
        }
    }

    /** Those and the ones that are remembered, oldest first; what is new is remembered from now on. */
    List<EngineEvent> with(List<EngineEvent> heard, Instant now) {
        Map<Key, EngineEvent> all = new LinkedHashMap<>();
        known.forEach(event -> all.put(Key.of(event), event));
        heard.stream()
                .filter(event ->
                        ACTIONS.contains(event.action()) && !event.service().isEmpty())
                .forEach(event -> all.putIfAbsent(
                        Key.of(event),
                        EngineEvent.ofService(event.time(), event.action(), event.containerId(), event.service())));
        List<EngineEvent> recent = all.values().stream()
                .filter(event -> isRecent(event.time(), now))
                .sorted(Comparator.comparing(EngineEvent::time))
                .toList();
        recent = recent.subList(Math.max(0, recent.size() - MOST), recent.size());
        if (!recent.equals(known)) {
            known = recent;
            write();
        }
        return recent;
    }

    /** Within the window on either side: what lies further ahead is from before a clock was put back. */
    static boolean isRecent(Instant at, Instant now) {
        return at.plus(WINDOW).isAfter(now) && at.minus(WINDOW).isBefore(now);
    }

    private List<EngineEvent> read() {
        List<EngineEvent> events = new ArrayList<>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return List.of();
            }
            JsonObject object = JsonParser.object().from(Files.readString(file));
            if (object.getInt("format") != FORMAT || !project.equals(object.getString("project"))) {
                return List.of();
            }
            JsonArray array = object.getArray("happenings");
            for (int i = 0; i < array.size(); i++) {
                JsonObject each = array.getObject(i);
                events.add(EngineEvent.ofService(
                        Instant.parse(each.getString("time")),
                        each.getString("action"),
                        each.getString("container"),
                        each.getString("service")));
            }
        } catch (IOException | JsonParserException | RuntimeException | StackOverflowError e) {
            // What is damaged is forgotten: the engine may tell it once more.
            return List.of();
        }
        return List.copyOf(events);
    }

    /** A disk that is full is what a watch has to tell of; what cannot be written down is only known for as long as it runs. */
    private void write() {
        JsonArray array = new JsonArray();
        for (EngineEvent event : known) {
            JsonObject each = new JsonObject();
            each.put("time", event.time().toString());
            each.put("action", event.action());
            each.put("container", event.containerId());
            each.put("service", event.service());
            array.add(each);
        }
        JsonObject object = new JsonObject();
        object.put("format", FORMAT);
        object.put("project", project);
        object.put("happenings", array);
        try {
            folder.create();
            WholeFile.replace(file, JsonWriter.string(object) + "\n");
        } catch (IOException e) {
            return;
        }
    }
}
