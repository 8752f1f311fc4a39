package dev.berth.notification;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.BodyTemplate;
import dev.berth.workspace.Definition;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Posts a letter to a URL, with the body that the definition says, or as JSON, and signed where it names a secret for that. */
final class WebhookSender implements Sender {
    private final String receiver;
    private final Alerts.Receiver.Webhook webhook;
    private final Surroundings surroundings;

    WebhookSender(String receiver, Alerts.Receiver.Webhook webhook, Surroundings surroundings) {
        this.receiver = receiver;
        this.webhook = webhook;
        this.surroundings = surroundings;
    }

    @Override
    public Delivery send(Letter letter) throws InterruptedException {
        URI address = address();
        Map<String, String> headers = new LinkedHashMap<>();
        webhook.headers().forEach((name, value) -> headers.put(name, text(value)));
        Optional<String> type = headers.keySet().stream()
                .filter(BodyTemplate.CONTENT_TYPE::equalsIgnoreCase)
                .findFirst()
                .map(headers::get);
        if (type.isEmpty()) {
            headers.put(BodyTemplate.CONTENT_TYPE, "application/json");
        }
        BodyTemplate.Form form = BodyTemplate.Form.of(type).orElse(BodyTemplate.Form.JSON);
        byte[] body = webhook.body()
                .map(template -> template.filled(form, field -> LetterDocument.field(letter, field)))
                .orElseGet(() -> LetterDocument.text(letter))
                .getBytes(StandardCharsets.UTF_8);
        headers.put("Idempotency-Key", letter.id());
        Signature.headers(
                        letter.id(),
                        surroundings.clock().instant(),
                        body,
                        webhook.hmacSecret().map(surroundings::secret))
                .forEach(headers::put);
        return new HttpPost(
                        webhook.caFile().map(surroundings::file),
                        "alerts.receivers.%s.caFile".formatted(receiver),
                        surroundings.clock())
                .send(address, headers, body);
    }

    private String text(Definition.Variable value) {
        return switch (value) {
            case Definition.Variable.Text(String text) -> text;
            case Definition.Variable.Secret(String name) ->
                surroundings.secret(name).reveal();
        };
    }

    private URI address() {
        return switch (webhook.address()) {
            case Alerts.Address.Url(URI url) -> url;
            case Alerts.Address.Secret(String name) -> address(name, surroundings.secret(name));
        };
    }

    private URI address(String name, SecretValue secret) {
        try {
            URI url = new URI(secret.reveal().strip());
            // What lets somebody in is the path; a server repeats that alone.
            Optional.ofNullable(url.getRawPath()).ifPresent(surroundings::mask);
            Optional.ofNullable(url.getRawQuery()).ifPresent(surroundings::mask);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Without it as the cause: it repeats the URL.
            throw unusable(name);
        }
        throw unusable(name);
    }

    private static BerthException unusable(String name) {
        return new BerthException(
                ErrorCode.SECRET_UNUSABLE,
                "the secret %s is no URL that Berth can take".formatted(name),
                "Store one such as https://HOST/PATH: berth secrets set %s".formatted(name));
    }
}
