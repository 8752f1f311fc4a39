package dev.berth.notification;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A letter as JSON, for programs: as docs/notifications.md has it. */
final class LetterDocument {
    private static final int SCHEMA_VERSION = 1;
    private static final int TEXT = 1_900;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LetterDocument() {}

    static JsonObject of(Letter letter) {
        LetterText text = new LetterText(letter);
        JsonObject object = new JsonObject();
        object.put("schemaVersion", SCHEMA_VERSION);
        object.put("id", letter.id());
        object.put("environment", letter.environment());
        object.put("time", time(letter.madeAt()));
        object.put("state", text.state());
        object.put("title", text.title());
        object.put("text", text.text(TEXT));
        JsonArray alerts = new JsonArray();
        letter.news().forEach(news -> alerts.add(alert(news, true)));
        letter.reminders().forEach(news -> alerts.add(alert(news, false)));
        object.put("alerts", alerts);
        return object;
    }

    static String text(Letter letter) {
        return JsonWriter.string(of(letter));
    }

    /** What a field of a body stands for. */
    static String field(Letter letter, String name) {
        LetterText text = new LetterText(letter);
        return switch (name) {
            case "id" -> letter.id();
            case "environment" -> letter.environment();
            case "title" -> text.title();
            case "text" -> text.text(TEXT);
            case "state" -> text.state();
            case "severity" -> LetterText.severity(text.worst());
            case "rule" -> text.worst().rule();
            case "target" -> text.worst().target();
            case "time" -> time(letter.madeAt());
            case "firing" -> Long.toString(text.firing());
            case "resolved" -> Long.toString(text.resolved());
            // A definition with another one is refused when it is read.
            default -> throw new IllegalArgumentException("no field of a message: " + name);
        };
    }

    private static JsonObject alert(News news, boolean isNew) {
        JsonObject object = new JsonObject();
        object.put("id", news.id());
        object.put("rule", news.rule());
        object.put("target", news.target());
        object.put("severity", LetterText.severity(news));
        object.put("state", news.isResolved() ? "resolved" : "firing");
        object.put("new", isNew);
        object.put("message", news.message());
        object.put("firedAt", time(news.firedAt()));
        news.resolvedAt().ifPresent(at -> object.put("resolvedAt", time(at)));
        return object;
    }

    static String time(Instant at) {
        return TIME.format(at);
    }
}
