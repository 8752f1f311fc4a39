package dev.berth.monitor;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.notification.News;
import dev.berth.workspace.Definition;
import dev.berth.workspace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where a watch writes down what it has to remember: one small JSON document an environment, replaced whole, on the machine
 * that watches. One of another project, or one that is damaged, is not taken up.
 */
final class WatchStateFile {
    private static final int FORMAT = 1;

    /** Thousands of alerts, of which a dozen receivers are told. */
    private static final long LARGEST = 16L << 20;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final WatchFolder folder;
    private final String project;
    private final Path file;

    WatchStateFile(WatchFolder folder, String project) {
        this.folder = folder;
        this.project = project;
        this.file = folder.file("state.json");
    }

    Path path() {
        return file;
    }

    /**
     * What was written down last.
     *
     * @param loss why that is nothing, though something was written; empty where all is well
     */
    record Remembered(WatchState state, Optional<String> loss) {}

    Remembered read() {
        if (!Files.exists(file)) {
            return new Remembered(WatchState.EMPTY, Optional.empty());
        }
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return lost("is no file that a watch wrote");
            }
            JsonObject object = JsonParser.object().from(Files.readString(file));
            if (object.getInt("format") != FORMAT || !project.equals(object.getString("project"))) {
                return lost("is of another project or version");
            }
            return new Remembered(state(object), Optional.empty());
        } catch (IOException e) {
            return lost("cannot be read");
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            return lost("is damaged");
        }
    }

    private Remembered lost(String why) {
        return new Remembered(
                WatchState.EMPTY, Optional.of("%s %s: what fires is told of once more".formatted(file, why)));
    }

    /** Replaces what was written down before; once it has returned, not even a power failure takes it away. */
    void write(WatchState state) throws IOException {
        JsonObject object = new JsonObject();
        object.put("format", FORMAT);
        object.put("project", project);
        put(object, "lookedAt", state.book().lookedAt());
        object.put("alerts", array(state.book().alerts(), WatchStateFile::json));
        object.put("desks", array(state.desks(), WatchStateFile::json));
        object.put("repairs", array(state.recoveries().repairs(), WatchStateFile::json));
        object.put("circuits", array(List.copyOf(state.recoveries().circuits().entrySet()), WatchStateFile::json));
        folder.create();
        WholeFile.replace(file, JsonWriter.string(object) + "\n");
    }

    private static WatchState state(JsonObject object) {
        return new WatchState(
                new AlertBook(instant(object, "lookedAt"), list(object, "alerts", WatchStateFile::alert)),
                list(object, "desks", WatchStateFile::desk),
                object.has("repairs") ? recoveries(object) : Recoveries.NONE);
    }

    private static Recoveries recoveries(JsonObject object) {
        SortedMap<String, Circuit> circuits = new TreeMap<>();
        list(object, "circuits", each -> Map.entry(text(each, "service"), circuit(each)))
                .forEach(entry -> circuits.put(entry.getKey(), entry.getValue()));
        return new Recoveries(circuits, list(object, "repairs", WatchStateFile::repair));
    }

    private static JsonObject json(Map.Entry<String, Circuit> entry) {
        Circuit circuit = entry.getValue();
        JsonArray attempts = new JsonArray();
        circuit.attempts().forEach(attempt -> attempts.add(attempt.toString()));
        JsonObject object = new JsonObject();
        object.put("service", entry.getKey());
        object.put("attempts", attempts);
        object.put("open", circuit.open());
        put(object, "wellSince", circuit.wellSince());
        return object;
    }

    private static Circuit circuit(JsonObject object) {
        List<Instant> attempts = new ArrayList<>();
        for (Object attempt : Objects.requireNonNull(object.getArray("attempts"), "attempts")) {
            attempts.add(moment((String) attempt));
        }
        if (attempts.size() > Circuit.MOST_IN_A_DAY) {
            throw new IllegalArgumentException("more attempts than are made");
        }
        return new Circuit(List.copyOf(attempts), object.getBoolean("open"), instant(object, "wellSince"));
    }

    private static JsonObject json(Repair repair) {
        JsonObject object = new JsonObject();
        object.put("time", repair.time().toString());
        object.put("service", repair.service());
        object.put("action", repair.action());
        object.put("reason", repair.reason());
        object.put("outcome", repair.outcome().name());
        object.put("detail", repair.detail());
        return object;
    }

    private static Repair repair(JsonObject object) {
        return new Repair(
                moment(object, "time"),
                text(object, "service"),
                text(object, "action"),
                text(object, "reason"),
                Repair.Outcome.valueOf(text(object, "outcome")),
                text(object, "detail"));
    }

    private static JsonObject json(Alert alert) {
        JsonObject object = new JsonObject();
        object.put("rule", alert.key().rule());
        object.put("target", alert.key().target());
        object.put("severity", alert.severity().name());
        object.put("since", alert.phase().since().toString());
        switch (alert.phase()) {
            case Phase.Pending pending -> object.put("phase", "pending");
            case Phase.Firing firing -> {
                object.put("phase", "firing");
                put(object, "keptSince", firing.keptSince());
            }
            case Phase.NoData none -> {
                object.put("phase", "nodata");
                object.put("reason", none.reason());
            }
            case Phase.Resolved over -> object.put("phase", "resolved");
        }
        alert.value().ifPresent(value -> object.put("value", value));
        object.put("message", alert.message());
        alert.incident().ifPresent(incident -> {
            object.put("incident", incident.id());
            object.put("firedAt", incident.firedAt().toString());
        });
        alert.explainedBy().ifPresent(cause -> {
            object.put("causeRule", cause.rule());
            object.put("causeTarget", cause.target());
        });
        return object;
    }

    private static Alert alert(JsonObject object) {
        double value = object.getDouble("value", Double.NaN);
        return new Alert(
                new Alert.Key(text(object, "rule"), text(object, "target")),
                Definition.Severity.valueOf(text(object, "severity")),
                phase(object),
                Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty(),
                text(object, "message"),
                object.has("incident")
                        ? Optional.of(new Incident(text(object, "incident"), moment(object, "firedAt")))
                        : Optional.empty(),
                object.has("causeRule")
                        ? Optional.of(new Alert.Key(text(object, "causeRule"), text(object, "causeTarget")))
                        : Optional.empty());
    }

    private static Phase phase(JsonObject object) {
        Instant since = moment(object, "since");
        return switch (text(object, "phase")) {
            case "pending" -> new Phase.Pending(since);
            case "firing" -> new Phase.Firing(since, instant(object, "keptSince"));
            case "nodata" -> new Phase.NoData(since, text(object, "reason"));
            case "resolved" -> new Phase.Resolved(since);
            default -> throw new IllegalArgumentException("no phase");
        };
    }

    private static JsonObject json(Desk desk) {
        JsonObject object = new JsonObject();
        object.put("receiver", desk.receiver());
        object.put("sent", desk.sent());
        object.put("heard", array(desk.heard(), WatchStateFile::json));
        object.put("waiting", array(desk.waiting(), WatchStateFile::json));
        put(object, "dueAt", desk.dueAt());
        put(object, "lastAt", desk.lastAt());
        desk.outgoing().ifPresent(message -> object.put("outgoing", json(message)));
        return object;
    }

    private static Desk desk(JsonObject object) {
        JsonObject outgoing = object.getObject("outgoing");
        return new Desk(
                text(object, "receiver"),
                object.getLong("sent"),
                list(object, "heard", WatchStateFile::news),
                list(object, "waiting", WatchStateFile::news),
                instant(object, "dueAt"),
                instant(object, "lastAt"),
                outgoing == null ? Optional.empty() : Optional.of(message(outgoing)));
    }

    private static JsonObject json(Message message) {
        JsonObject object = new JsonObject();
        object.put("id", message.id());
        object.put("madeAt", message.madeAt().toString());
        object.put("news", array(message.news(), WatchStateFile::json));
        object.put("reminders", array(message.reminders(), WatchStateFile::json));
        object.put("attempts", message.attempts());
        object.put("notBefore", message.notBefore().toString());
        return object;
    }

    private static Message message(JsonObject object) {
        return new Message(
                text(object, "id"),
                moment(object, "madeAt"),
                list(object, "news", WatchStateFile::news),
                list(object, "reminders", WatchStateFile::news),
                object.getInt("attempts"),
                moment(object, "notBefore"));
    }

    private static JsonObject json(News news) {
        JsonObject object = new JsonObject();
        object.put("id", news.id());
        object.put("rule", news.rule());
        object.put("target", news.target());
        object.put("severity", news.severity().name());
        object.put("message", news.message());
        object.put("firedAt", news.firedAt().toString());
        put(object, "resolvedAt", news.resolvedAt());
        return object;
    }

    private static News news(JsonObject object) {
        return new News(
                text(object, "id"),
                text(object, "rule"),
                text(object, "target"),
                Definition.Severity.valueOf(text(object, "severity")),
                text(object, "message"),
                moment(object, "firedAt"),
                instant(object, "resolvedAt"));
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(json.apply(item)));
        return array;
    }

    /** Throws where one of them is not what it should be: then nothing of the document is taken up. */
    private static <T> List<T> list(JsonObject object, String key, Function<JsonObject, T> read) {
        List<T> items = new ArrayList<>();
        for (Object item : Objects.requireNonNull(object.getArray(key), key)) {
            items.add(read.apply((JsonObject) item));
        }
        return List.copyOf(items);
    }

    private static String text(JsonObject object, String key) {
        return Objects.requireNonNull(object.getString(key), key);
    }

    /** Throws for a moment that no clock shows: what is reckoned from it would leave what there is of time. */
    private static Instant moment(JsonObject object, String key) {
        return moment(text(object, key));
    }

    private static Instant moment(String text) {
        Instant moment = Instant.parse(text);
        if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST)) {
            throw new IllegalArgumentException("no moment of this age: " + text);
        }
        return moment;
    }

    private static Optional<Instant> instant(JsonObject object, String key) {
        return object.has(key) ? Optional.of(moment(object, key)) : Optional.empty();
    }

    private static void put(JsonObject object, String key, Optional<Instant> moment) {
        moment.ifPresent(at -> object.put(key, at.toString()));
    }
}
