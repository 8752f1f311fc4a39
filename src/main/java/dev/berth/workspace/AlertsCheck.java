package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a schema cannot say of the section {@code alerts}: which keys a type of receiver takes, and what makes up a rule. */
final class AlertsCheck {
    private static final String RECEIVERS = "alerts.receivers";
    private static final String RULES = "alerts.rules";

    /** What each type needs, and what that is. */
    private static final Map<String, Map<String, String>> NEEDED = Map.of(
            "email",
            Map.of("to", "[ADDRESS, …]", "smtp", "{host: HOST}"),
            "webhook",
            Map.of("url", "https://…"),
            "command",
            Map.of("command", "[PROGRAM, ARGUMENT, …]"),
            "alertmanager",
            Map.of("url", "http://HOST:9093"));

    private static final Map<String, Set<String>> POSSIBLE = Map.of(
            "email",
            Set.of("from"),
            "webhook",
            Set.of("hmacSecret", "urlSecret", "headers", "body", "caFile"),
            "command",
            Set.of(),
            "alertmanager",
            Set.of("caFile"));

    /** What HTTP, or Berth, writes itself. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "idempotency-key",
            "transfer-encoding",
            "upgrade",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp");

    private static final Set<String> ONLY_ADDED = Set.of("measurement", "target");

    private final Value.Mapping values;
    private final Schema rules;
    private final List<Problem> problems = new ArrayList<>();

    private AlertsCheck(Value.Mapping values) {
        this.values = values;
        this.rules = Schema.load("environment.schema.json")
                .property("alerts")
                .flatMap(alerts -> alerts.property("rules"))
                .orElseThrow();
    }

    /** The rules that the schema describes by name are those that there are without being written. */
    static List<Problem> of(Value.Mapping values) {
        Value.Mapping alerts = values.mapping("alerts");
        if (alerts.entries().isEmpty()) {
            return List.of();
        }
        AlertsCheck check = new AlertsCheck(values);
        Value.Mapping receivers = alerts.mapping("receivers");
        receivers.entries().forEach((name, entry) -> {
            if (entry.value() instanceof Value.Mapping receiver) {
                check.checkReceiver(RECEIVERS + "." + name, receiver);
            }
        });
        alerts.mapping("rules").entries().forEach((name, entry) -> {
            if (entry.value() instanceof Value.Mapping rule) {
                check.checkRule(name, rule);
                check.checkNames(name, rule, receivers.entries().keySet());
            }
        });
        return check.problems;
    }

    private void checkReceiver(String path, Value.Mapping receiver) {
        Optional<String> type = receiver.text("type");
        if (type.isEmpty()) {
            add(path, path + " lacks the key \"type\"", "Add it: email, webhook, command or alertmanager.");
            return;
        }
        Map<String, String> needed = NEEDED.getOrDefault(type.get(), Map.of());
        needed.forEach((key, what) -> {
            boolean elsewhere = key.equals("url") && receiver.get("urlSecret") != null;
            if (receiver.get(key) == null && !elsewhere) {
                add(path, "%s lacks the key \"%s\"".formatted(path, key), "Add it: %s: %s".formatted(key, what));
            }
        });
        for (String key : receiver.entries().keySet()) {
            boolean taken = key.equals("type")
                    || needed.containsKey(key)
                    || POSSIBLE.getOrDefault(type.get(), Set.of()).contains(key);
            if (!taken) {
                add(
                        path + "." + key,
                        "%s is of no receiver of type %s".formatted(key, type.get()),
                        "Remove it, or correct the type.");
            }
        }
        // The URL itself may be what lets somebody in: it is not repeated.
        if (receiver.get("url") != null && receiver.get("urlSecret") != null) {
            add(path + ".urlSecret", path + " has both url and urlSecret", "Keep one of them.");
        }
        receiver.text("url")
                .filter(url -> !isAddress(url))
                .ifPresent(url -> add(
                        path + ".url",
                        "the URL of %s is none that Berth can take".formatted(path.substring(RECEIVERS.length() + 1)),
                        "Write it as https://HOST/PATH; what nobody may know goes into a secret, named by urlSecret."));
        checkHeaders(path + ".headers", receiver.mapping("headers"));
        receiver.text("body").ifPresent(body -> checkBody(path + ".body", body, receiver.mapping("headers")));
        if (receiver.get("smtp") instanceof Value.Mapping smtp) {
            checkMailServer(path + ".smtp", smtp);
        }
    }

    private void checkHeaders(String path, Value.Mapping headers) {
        headers.entries().forEach((name, entry) -> {
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                add(path + "." + name, name + " is a header that is not yours to set", "Remove it.");
            } else if (entry.value() instanceof Value.Scalar text
                    && !text.text().chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
                add(path + "." + name, "a header is one line of ASCII characters", "Correct " + name + ".");
            } else if (name.equalsIgnoreCase(BodyTemplate.CONTENT_TYPE)
                    && BodyTemplate.Form.of(headers.text(name)).isEmpty()) {
                add(
                        path + "." + name,
                        "Berth writes bodies as JSON or as plain text only",
                        "Write application/json or text/plain; charset=utf-8.");
            }
        });
    }

    private void checkBody(String path, String body, Value.Mapping headers) {
        BodyTemplate template = new BodyTemplate(body);
        List<String> unknown = template.unknown();
        if (!unknown.isEmpty()) {
            add(
                    path,
                    "what follows {{ in %s is no field of a message: %s"
                            .formatted(path, Wording.quoted(unknown.getFirst())),
                    "Fields are " + String.join(", ", new TreeSet<>(BodyTemplate.FIELDS)) + ".");
            return;
        }
        Optional<String> type = headers.entries().keySet().stream()
                .filter(BodyTemplate.CONTENT_TYPE::equalsIgnoreCase)
                .findFirst()
                .flatMap(headers::text);
        if (BodyTemplate.Form.of(type).filter(BodyTemplate.Form.JSON::equals).isPresent() && !template.isJson()) {
            add(
                    path,
                    path + " is no JSON",
                    "Write fields in double quotes, as in {\"text\": \"{{ text }}\"}, or add the header "
                            + "Content-Type: text/plain.");
        }
    }

    private void checkMailServer(String path, Value.Mapping smtp) {
        if (smtp.text("host").isEmpty()) {
            add(path, path + " lacks the key \"host\"", "Add it: host: HOST");
        }
        if (smtp.get("user") != null && smtp.get("passwordSecret") == null) {
            add(path, path + " has a user and no password", "Add passwordSecret: NAME, or remove user.");
        }
        if (smtp.get("user") == null && smtp.get("passwordSecret") != null) {
            add(path, path + " has a password and no user", "Add user: NAME, or remove passwordSecret.");
        }
        if (smtp.text("security").filter("none"::equals).isPresent() && smtp.get("passwordSecret") != null) {
            add(
                    path + ".security",
                    "a password is not sent to where everybody on the way can read it",
                    "Write security: starttls or tls, or remove user and passwordSecret.");
        }
    }

    private static boolean isAddress(String url) {
        try {
            URI address = new URI(url);
            return DefinitionCheck.isReachable(address) && address.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void checkRule(String name, Value.Mapping rule) {
        String path = RULES + "." + name;
        if (rules.keys().contains(name)) {
            for (String key : ONLY_ADDED) {
                if (rule.get(key) != null) {
                    add(
                            path + "." + key,
                            "%s is a rule that there is, and what it looks at is its own".formatted(name),
                            "Remove %s, or give the rule another name.".formatted(key));
                }
            }
            return;
        }
        if (rule.get("measurement") == null) {
            add(
                    path,
                    "there is no rule %s to change, and one that is added lacks the key \"measurement\""
                            .formatted(Wording.quoted(name)),
                    Nearest.to(name, rules.keys())
                            .map(nearest -> "did you mean: " + nearest)
                            .orElse("Add it: measurement: NAME"));
        }
        if ((rule.get("above") == null) == (rule.get("below") == null)) {
            add(
                    path,
                    path + " needs above or below, and only one of them",
                    "Write the number that is not to be passed.");
        }
    }

    private void checkNames(String name, Value.Mapping rule, Set<String> receivers) {
        List<String> written = rule.texts("receivers");
        for (int i = 0; i < written.size(); i++) {
            String receiver = written.get(i);
            if (!receivers.contains(receiver)) {
                add(
                        "%s.%s.receivers[%d]".formatted(RULES, name, i),
                        "there is no receiver %s".formatted(Wording.quoted(receiver)),
                        Nearest.instead(receiver, receivers, "Add it under alerts.receivers."));
            }
        }
    }

    private void add(String path, String message, String hint) {
        problems.add(Problem.at(KeyPath.locate(values, path).orElse(values.place()), path, message, hint));
    }
}
