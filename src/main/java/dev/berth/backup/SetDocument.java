package dev.berth.backup;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A set's manifest as JSON, as it lies in the repository. */
final class SetDocument {
    /** Raised when what is written can no longer be read by what came before. */
    private static final int FORMAT = 1;

    private SetDocument() {}

    static String write(BackupSet set) {
        JsonObject object = new JsonObject();
        object.put("format", FORMAT);
        object.put("id", set.id());
        object.put("environment", set.environment());
        object.put("project", set.project());
        object.put("createdAt", set.createdAt().toString());
        object.put("finishedAt", set.finishedAt().toString());
        object.put("type", set.type().name().toLowerCase(Locale.ROOT));
        object.put("occasion", set.occasion().name());
        set.note().ifPresent(note -> object.put("note", note));
        object.put("tools", new JsonObject(set.tools()));
        object.put("moment", moment(set.moment()));
        set.postgres().ifPresent(postgres -> object.put("postgres", postgres(postgres)));
        object.put("redis", array(set.redis(), SetDocument::redis));
        object.put("volumes", array(set.volumes(), SetDocument::volume));
        object.put("configuration", part(set.configuration()));
        JsonObject images = new JsonObject();
        set.images().forEach((service, image) -> {
            JsonObject value = new JsonObject();
            value.put("reference", image.reference());
            value.put("id", image.id());
            images.put(service, value);
        });
        object.put("images", images);
        object.put("secrets", new JsonObject(set.secrets()));
        object.put("gaps", new JsonArray(set.gaps()));
        return JsonWriter.string(object);
    }

    static BackupSet read(String text) {
        return StateDocument.read("the manifest of a backup", text, SetDocument::set);
    }

    private static BackupSet set(JsonObject object) {
        if (object.getInt("format") != FORMAT) {
            throw new IllegalArgumentException("format " + object.getInt("format"));
        }
        Map<String, BackupSet.Image> images = new LinkedHashMap<>();
        JsonObject imageObjects = object.getObject("images");
        imageObjects.keySet().forEach(service -> {
            JsonObject image = imageObjects.getObject(service);
            images.put(service, new BackupSet.Image(text(image, "reference"), text(image, "id")));
        });
        Map<String, Integer> secrets = new LinkedHashMap<>();
        JsonObject versions = object.getObject("secrets");
        versions.keySet().forEach(name -> secrets.put(name, versions.getInt(name)));
        Map<String, String> tools = new LinkedHashMap<>();
        JsonObject toolObject = object.getObject("tools");
        toolObject.keySet().forEach(name -> tools.put(name, text(toolObject, name)));
        return new BackupSet(
                text(object, "id"),
                text(object, "environment"),
                text(object, "project"),
                time(object, "createdAt"),
                time(object, "finishedAt"),
                BackupSet.Type.valueOf(text(object, "type").toUpperCase(Locale.ROOT)),
                BackupSet.Occasion.valueOf(text(object, "occasion")),
                Optional.ofNullable(object.getString("note")),
                tools,
                readMoment(object.getObject("moment")),
                Optional.ofNullable(object.getObject("postgres")).map(SetDocument::readPostgres),
                list(object.getArray("redis"), SetDocument::readRedis),
                list(object.getArray("volumes"), SetDocument::readVolume),
                readPart(object.getObject("configuration")),
                images,
                secrets,
                texts(object.getArray("gaps")));
    }

    private static JsonObject moment(BackupSet.Moment moment) {
        JsonObject object = new JsonObject();
        object.put("at", moment.at().toString());
        moment.restorePoint().ifPresent(name -> object.put("restorePoint", name));
        object.put("pauseNanos", moment.pause().toNanos());
        return object;
    }

    private static BackupSet.Moment readMoment(JsonObject object) {
        return new BackupSet.Moment(
                time(object, "at"),
                Optional.ofNullable(object.getString("restorePoint")),
                Duration.ofNanos(object.getLong("pauseNanos")));
    }

    private static JsonObject postgres(BackupSet.Postgres postgres) {
        JsonObject object = new JsonObject();
        object.put("service", postgres.service());
        switch (postgres.files()) {
            case BackupSet.Files.Archived(String label, List<String> needs) -> {
                object.put("label", label);
                object.put("needs", new JsonArray(needs));
            }
            case BackupSet.Files.Base base -> {
                JsonObject value = new JsonObject();
                value.put("owner", base.owner());
                value.put("cluster", part(base.cluster()));
                value.put("label", part(base.label()));
                value.put("log", part(base.log()));
                object.put("base", value);
            }
        }
        object.put("systemId", postgres.systemId());
        object.put("version", postgres.version());
        object.put("bytes", postgres.bytes());
        object.put("firstSegment", postgres.firstSegment());
        object.put("lastSegment", postgres.lastSegment());
        object.put("segmentBytes", postgres.segmentBytes());
        object.put("configuration", postgres.configuration());
        object.put("exact", postgres.exact());
        object.put("tables", array(postgres.tables(), table -> {
            JsonObject value = new JsonObject();
            value.put("database", table.database());
            value.put("name", table.name());
            value.put("rows", table.rows());
            return value;
        }));
        postgres.history().ifPresent(history -> {
            JsonObject value = new JsonObject();
            value.put("database", history.database());
            value.put("table", history.table());
            history.version().ifPresent(version -> value.put("version", version));
            value.put("digest", history.digest());
            object.put("history", value);
        });
        return object;
    }

    private static BackupSet.Postgres readPostgres(JsonObject object) {
        return new BackupSet.Postgres(
                text(object, "service"),
                files(object),
                text(object, "systemId"),
                text(object, "version"),
                object.getLong("bytes"),
                text(object, "firstSegment"),
                text(object, "lastSegment"),
                object.getLong("segmentBytes"),
                text(object, "configuration"),
                list(
                        object.getArray("tables"),
                        table -> new BackupSet.Table(
                                text(table, "database"), text(table, "name"), table.getLong("rows"))),
                object.getBoolean("exact"),
                Optional.ofNullable(object.getObject("history"))
                        .map(history -> new BackupSet.History(
                                text(history, "database"),
                                text(history, "table"),
                                Optional.ofNullable(history.getString("version")),
                                text(history, "digest"))));
    }

    private static BackupSet.Files files(JsonObject object) {
        JsonObject base = object.getObject("base");
        return base == null
                ? new BackupSet.Files.Archived(text(object, "label"), texts(object.getArray("needs")))
                : new BackupSet.Files.Base(
                        text(base, "owner"),
                        readPart(base.getObject("cluster")),
                        readPart(base.getObject("label")),
                        readPart(base.getObject("log")));
    }

    private static JsonObject redis(BackupSet.Redis redis) {
        JsonObject object = new JsonObject();
        object.put("service", redis.service());
        object.put("part", part(redis.part()));
        object.put("takenAt", redis.takenAt().toString());
        object.put("keys", new JsonObject(redis.keys()));
        return object;
    }

    private static BackupSet.Redis readRedis(JsonObject object) {
        Map<String, Long> keys = new LinkedHashMap<>();
        JsonObject counts = object.getObject("keys");
        counts.keySet().forEach(database -> keys.put(database, counts.getLong(database)));
        return new BackupSet.Redis(
                text(object, "service"), readPart(object.getObject("part")), time(object, "takenAt"), keys);
    }

    private static JsonObject volume(BackupSet.Volume volume) {
        JsonObject object = new JsonObject();
        object.put("name", volume.name());
        object.put("services", new JsonArray(volume.services()));
        object.put("part", part(volume.part()));
        object.put("takenAt", volume.takenAt().toString());
        return object;
    }

    private static BackupSet.Volume readVolume(JsonObject object) {
        return new BackupSet.Volume(
                text(object, "name"),
                texts(object.getArray("services")),
                readPart(object.getObject("part")),
                time(object, "takenAt"));
    }

    private static JsonObject part(BackupSet.Part part) {
        JsonObject object = new JsonObject();
        object.put("path", part.path());
        object.put("sha256", part.sha256());
        object.put("bytes", part.bytes());
        return object;
    }

    private static BackupSet.Part readPart(JsonObject object) {
        return new BackupSet.Part(text(object, "path"), text(object, "sha256"), object.getLong("bytes"));
    }

    static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> writer) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(writer.apply(value)));
        return array;
    }

    static <T> List<T> list(JsonArray array, Function<JsonObject, T> reader) {
        List<T> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            values.add(reader.apply(array.getObject(i)));
        }
        return List.copyOf(values);
    }

    static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            texts.add(array.getString(i));
        }
        return List.copyOf(texts);
    }

    static String text(JsonObject object, String key) {
        String text = object.getString(key);
        if (text == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return text;
    }

    static Instant time(JsonObject object, String key) {
        return Instant.parse(text(object, key));
    }
}
