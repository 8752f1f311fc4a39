package dev.berth.notification;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.workspace.Alerts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Posts alerts, one by one, to an Alertmanager's API of version 2, as a Prometheus does. */
final class AlertmanagerSender implements Sender {
    /** What is not sent again for so long is over for an Alertmanager: four times a Prometheus' pause, as there. */
    private static final Duration LIFETIME = Duration.ofMinutes(4);

    private final String receiver;
    private final Alerts.Receiver.Alertmanager alertmanager;
    private final Surroundings surroundings;

    AlertmanagerSender(String receiver, Alerts.Receiver.Alertmanager alertmanager, Surroundings surroundings) {
        this.receiver = receiver;
        this.alertmanager = alertmanager;
        this.surroundings = surroundings;
    }

    @Override
    public Delivery send(Letter letter) throws InterruptedException {
        return new HttpPost(
                        alertmanager.caFile().map(surroundings::file),
                        "alerts.receivers.%s.caFile".formatted(receiver),
                        surroundings.clock())
                .send(
                        address(),
                        Map.of("Content-Type", "application/json"),
                        alerts(letter, surroundings.project()).getBytes(StandardCharsets.UTF_8));
    }

    private URI address() {
        return URI.create(alertmanager.url().toString().replaceAll("/+$", "") + "/api/v2/alerts");
    }

    static String alerts(Letter letter, String project) {
        JsonArray alerts = new JsonArray();
        letter.news().forEach(news -> alerts.add(alert(letter, project, news)));
        letter.reminders().forEach(news -> alerts.add(alert(letter, project, news)));
        return JsonWriter.string(alerts);
    }

    /** Its labels are what makes it the same alert; what may change while it fires is an annotation. */
    private static JsonObject alert(Letter letter, String project, News news) {
        JsonObject labels = new JsonObject();
        labels.put("alertname", news.rule());
        labels.put("rule", news.rule());
        labels.put("target", news.target());
        labels.put("environment", letter.environment());
        labels.put("project", project);
        labels.put("severity", LetterText.severity(news));
        JsonObject annotations = new JsonObject();
        annotations.put("summary", news.message());
        annotations.put("incident", news.id());
        Instant end = news.resolvedAt().orElse(letter.madeAt().plus(LIFETIME));
        JsonObject alert = new JsonObject();
        alert.put("labels", labels);
        alert.put("annotations", annotations);
        alert.put("startsAt", LetterDocument.time(news.firedAt()));
        alert.put("endsAt", LetterDocument.time(end));
        return alert;
    }
}
