package dev.berth.backup;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import java.time.Duration;
import java.util.Optional;

/** What became known of a set, as JSON beside its manifest. */
final class StateText {
    private StateText() {}

    static String write(SetState state) {
        JsonObject object = new JsonObject();
        object.put("pinned", state.pinned());
        state.verification().ifPresent(verification -> {
            JsonObject value = new JsonObject();
            value.put("at", verification.at().toString());
            value.put("problems", new JsonArray(verification.problems()));
            object.put("verification", value);
        });
        state.drill().ifPresent(drill -> {
            JsonObject value = new JsonObject();
            value.put("at", drill.at().toString());
            value.put("problems", new JsonArray(drill.problems()));
            value.put("recoveryTimeNanos", drill.recoveryTime().toNanos());
            object.put("drill", value);
        });
        state.sheetOpenedAt().ifPresent(moment -> object.put("sheetOpenedAt", moment.toString()));
        return JsonWriter.string(object);
    }

    static SetState read(String text) {
        return StateDocument.read("what is known of a backup", text, StateText::state);
    }

    private static SetState state(JsonObject object) {
        return new SetState(
                object.getBoolean("pinned"),
                Optional.ofNullable(object.getObject("verification"))
                        .map(value -> new SetState.Verification(
                                SetDocument.time(value, "at"), SetDocument.texts(value.getArray("problems")))),
                Optional.ofNullable(object.getObject("drill"))
                        .map(value -> new SetState.Drill(
                                SetDocument.time(value, "at"),
                                SetDocument.texts(value.getArray("problems")),
                                Duration.ofNanos(value.getLong("recoveryTimeNanos")))),
                Optional.ofNullable(object.getString("sheetOpenedAt"))
                        .map(text -> SetDocument.time(object, "sheetOpenedAt")));
    }
}
