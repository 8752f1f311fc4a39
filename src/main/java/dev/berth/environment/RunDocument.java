package dev.berth.environment;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run as JSON, as it lies on the engine's volume. */
final class RunDocument {
    private RunDocument() {}

    static String write(Run run) {
        JsonArray steps = new JsonArray();
        for (Run.Step step : run.steps()) {
            JsonObject object = new JsonObject();
            object.put("name", step.name());
            object.put("startedAt", step.startedAt().toString());
            step.finishedAt().ifPresent(time -> object.put("finishedAt", time.toString()));
            object.put("detail", step.detail());
            steps.add(object);
        }
        JsonObject object = new JsonObject();
        object.put("id", run.id());
        object.put("environment", run.environment());
        object.put("command", run.command());
        object.put("by", run.by());
        object.put("workspace", run.workspace());
        object.put("startedAt", run.startedAt().toString());
        run.finishedAt().ifPresent(time -> object.put("finishedAt", time.toString()));
        object.put("outcome", run.outcome().name().toLowerCase(Locale.ROOT));
        object.put("steps", steps);
        run.message().ifPresent(message -> object.put("message", message));
        return JsonWriter.string(object);
    }

    static Run parse(String text) {
        return StateDocument.read("a run in the journal", text, RunDocument::run);
    }

    private static Run run(JsonObject object) {
        List<Run.Step> steps = new ArrayList<>();
        JsonArray array = object.getArray("steps", new JsonArray());
        for (int i = 0; i < array.size(); i++) {
            JsonObject step = array.getObject(i);
            steps.add(new Run.Step(
                    step.getString("name", ""),
                    Instant.parse(step.getString("startedAt")),
                    time(step, "finishedAt"),
                    step.getString("detail", "")));
        }
        return new Run(
                object.getString("id", ""),
                object.getString("environment", ""),
                object.getString("command", ""),
                object.getString("by", ""),
                object.getString("workspace", ""),
                Instant.parse(object.getString("startedAt")),
                time(object, "finishedAt"),
                Run.Outcome.valueOf(object.getString("outcome", "open").toUpperCase(Locale.ROOT)),
                steps,
                Optional.ofNullable(object.getString("message")));
    }

    private static Optional<Instant> time(JsonObject object, String key) {
        return Optional.ofNullable(object.getString(key)).map(Instant::parse);
    }
}
