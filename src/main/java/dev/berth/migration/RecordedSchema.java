package dev.berth.migration;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a schema is to be, by what migrations did to it.
 *
 * @param applied which migrations those were: each one's file and the checksum of its text, in the order of the history
 */
record RecordedSchema(Instant at, List<String> applied, Schema schema) {
    private static final int FORMAT = 1;

    /** Which migrations a database's own history has. */
    static List<String> applied(History history) {
        return history.migrations().stream()
                .filter(migration -> migration.installedAt().isPresent())
                .map(migration -> migration.checksum().isPresent()
                        ? migration.script() + " " + migration.checksum().getAsInt()
                        : migration.script())
                .toList();
    }

    String text() {
        JsonArray objects = new JsonArray();
        for (SchemaObject object : schema.objects().values()) {
            JsonArray row = new JsonArray();
            row.add(object.kind().name());
            row.add(object.name());
            row.add(object.partOf());
            row.add(object.definition());
            objects.add(row);
        }
        JsonObject document = new JsonObject();
        document.put("format", FORMAT);
        document.put("at", at.toString());
        document.put("applied", new JsonArray(applied));
        document.put("objects", objects);
        return JsonWriter.string(document);
    }

    /** Empty for what another version of Berth wrote, which may have looked at other things. */
    static Optional<RecordedSchema> parse(String text) {
        return StateDocument.read("how the schema is to be", text, RecordedSchema::schema);
    }

    private static Optional<RecordedSchema> schema(JsonObject document) {
        if (document.getInt("format") != FORMAT) {
            return Optional.empty();
        }
        List<SchemaObject> objects = new ArrayList<>();
        JsonArray rows = document.getArray("objects");
        for (int i = 0; i < rows.size(); i++) {
            JsonArray row = rows.getArray(i);
            objects.add(new SchemaObject(
                    SchemaObject.Kind.valueOf(row.getString(0)), row.getString(1), row.getString(2), row.getString(3)));
        }
        return Optional.of(new RecordedSchema(
                Instant.parse(document.getString("at")),
                document.getArray("applied").stream().map(String.class::cast).toList(),
                Schema.of(objects)));
    }
}
