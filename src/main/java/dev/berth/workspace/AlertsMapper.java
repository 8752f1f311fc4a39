package dev.berth.workspace;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Turns the section {@code alerts}, already checked, into what it says. */
final class AlertsMapper {
    private static final int SUBMISSION_PORT = 587;

    /** Where a mail server speaks TLS from the first byte on. */
    private static final int SECURE_PORT = 465;

    private final BiFunction<Value.Mapping, String, Optional<Path>> files;

    /**
     * Maps with the definition's files.
     *
     * @param files the file that a key names
     */
    AlertsMapper(BiFunction<Value.Mapping, String, Optional<Path>> files) {
        this.files = files;
    }

    Alerts alerts(Value.Mapping alerts) {
        Map<String, Alerts.Receiver> receivers = new LinkedHashMap<>();
        alerts.mapping("receivers").entries().forEach((name, entry) -> {
            if (entry.value() instanceof Value.Mapping receiver) {
                receivers.put(name, receiver(receiver));
            }
        });
        Map<String, Alerts.Rule> rules = new LinkedHashMap<>();
        alerts.mapping("rules").entries().forEach((name, entry) -> {
            if (entry.value() instanceof Value.Mapping rule) {
                rules.put(name, rule(rule));
            }
        });
        return new Alerts(receivers, rules);
    }

    private Alerts.Receiver receiver(Value.Mapping receiver) {
        return switch (receiver.text("type").orElseThrow()) {
            case "email" ->
                new Alerts.Receiver.Email(
                        receiver.texts("to"), receiver.text("from"), mailServer(receiver.mapping("smtp")));
            case "webhook" ->
                new Alerts.Receiver.Webhook(
                        receiver.text("urlSecret")
                                .<Alerts.Address>map(Alerts.Address.Secret::new)
                                .orElseGet(() -> new Alerts.Address.Url(url(receiver))),
                        DefinitionMapper.variables(receiver.mapping("headers")),
                        receiver.text("body").map(BodyTemplate::new),
                        receiver.text("hmacSecret"),
                        files.apply(receiver, "caFile"));
            case "command" -> new Alerts.Receiver.Command(receiver.texts("command"));
            default -> new Alerts.Receiver.Alertmanager(url(receiver), files.apply(receiver, "caFile"));
        };
    }

    private static URI url(Value.Mapping receiver) {
        return URI.create(receiver.text("url").orElseThrow());
    }

    private Alerts.MailServer mailServer(Value.Mapping smtp) {
        int port = smtp.number("port").map(BigDecimal::intValueExact).orElse(SUBMISSION_PORT);
        return new Alerts.MailServer(
                smtp.text("host").orElseThrow(),
                port,
                smtp.text("security")
                        .map(text -> Alerts.Security.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(port == SECURE_PORT ? Alerts.Security.TLS : Alerts.Security.STARTTLS),
                files.apply(smtp, "caFile"),
                smtp.text("user"),
                smtp.text("passwordSecret"));
    }

    private static Alerts.Rule rule(Value.Mapping rule) {
        return new Alerts.Rule(
                rule.flag("enabled", true),
                rule.text("measurement"),
                rule.text("target"),
                rule.number("above")
                        .map(number -> Alerts.Bound.above(number.doubleValue()))
                        .or(() -> rule.number("below").map(number -> Alerts.Bound.below(number.doubleValue()))),
                duration(rule, "for"),
                duration(rule, "keepFiringFor"),
                rule.text("severity").map(text -> Definition.Severity.valueOf(text.toUpperCase(Locale.ROOT))),
                rule.get("receivers") == null ? Optional.empty() : Optional.of(rule.texts("receivers")));
    }

    private static Optional<Duration> duration(Value.Mapping rule, String key) {
        return rule.text(key).map(Quantities::duration);
    }
}
