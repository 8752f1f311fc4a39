package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that the secrets which a definition itself names are declared, and what its endpoints are put together from. */
final class SecretReferences {
    private static final Pattern IN_ENDPOINT =
            Pattern.compile("\\{\\{\\s*(?:host|port\\s+[0-9]+|(?:%s)\\s+\"([^\"]*)\")\\s*}}"
                    .formatted(String.join("|", TemplatePlaces.FUNCTIONS)));

    private final Set<String> declared;
    private final List<Problem> problems;

    SecretReferences(Set<String> declared, List<Problem> problems) {
        this.declared = declared;
        this.problems = problems;
    }

    void check(Value.Mapping definition) {
        Value.Mapping migrations = definition.mapping("migrations");
        if (migrations.get("passwordSecret") instanceof Value.Scalar secret) {
            check(secret.text(), secret.place(), "migrations.passwordSecret");
        }
        check(
                "backup.repository.",
                definition.mapping("backup").mapping("repository"),
                List.of("accessKeySecret", "secretKeySecret", "cipherSecret"));
        checkReceivers(definition.mapping("alerts").mapping("receivers"));
        for (Map.Entry<String, Value.Entry> item :
                definition.mapping("variables").entries().entrySet()) {
            if (item.getValue().value() instanceof Value.Mapping variable
                    && variable.get("secret") instanceof Value.Scalar secret) {
                check(secret.text(), secret.place(), "variables.%s.secret".formatted(item.getKey()));
            }
        }
        for (Map.Entry<String, Value.Entry> item :
                definition.mapping("services").entries().entrySet()) {
            if (item.getValue().value() instanceof Value.Mapping service) {
                checkEndpoints("services." + item.getKey(), service.items("endpoints"));
                String path = "services." + item.getKey();
                check(path + ".monitor.", service.mapping("monitor"), List.of("passwordSecret", "tokenSecret"));
                check(path + ".backup.", service.mapping("backup"), List.of("passwordSecret"));
            }
        }
    }

    private void checkReceivers(Value.Mapping receivers) {
        receivers.entries().forEach((name, entry) -> {
            if (entry.value() instanceof Value.Mapping receiver) {
                String path = "alerts.receivers.%s.".formatted(name);
                check(path, receiver, List.of("hmacSecret", "urlSecret"));
                check(path + "smtp.", receiver.mapping("smtp"), List.of("passwordSecret"));
                receiver.mapping("headers").entries().forEach((header, text) -> {
                    if (text.value() instanceof Value.Mapping secret) {
                        check("%sheaders.%s.".formatted(path, header), secret, List.of("secret"));
                    }
                });
            }
        });
    }

    private void check(String path, Value.Mapping mapping, List<String> keys) {
        for (String key : keys) {
            if (mapping.get(key) instanceof Value.Scalar secret) {
                check(secret.text(), secret.place(), path + key);
            }
        }
    }

    private void checkEndpoints(String path, List<Value> endpoints) {
        for (int i = 0; i < endpoints.size(); i++) {
            if (endpoints.get(i) instanceof Value.Mapping endpoint && endpoint.get("url") instanceof Value.Scalar url) {
                checkEndpoint(url, "%s.endpoints[%d].url".formatted(path, i));
            }
        }
    }

    private void checkEndpoint(Value.Scalar url, String path) {
        Matcher matcher = IN_ENDPOINT.matcher(url.text());
        for (int at = url.text().indexOf("{{"); at >= 0; at = url.text().indexOf("{{", at + 2)) {
            if (!matcher.region(at, url.text().length()).lookingAt()) {
                problems.add(Problem.at(
                        url.place(),
                        path,
                        "what follows {{ in %s is nothing that an endpoint is made of".formatted(path),
                        "Write {{ host }}, {{ port 5432 }}, {{ secret \"NAME\" }} or {{ urlencode \"NAME\" }}."));
            } else if (matcher.group(1) != null) {
                check(matcher.group(1), url.place(), path);
            }
        }
    }

    private void check(String secret, Place place, String path) {
        if (!declared.contains(secret)) {
            problems.add(Problem.at(
                    place,
                    path,
                    "the secret %s is not declared".formatted(Wording.quoted(secret)),
                    Nearest.to(secret, declared)
                            .map(nearest -> "did you mean: " + nearest)
                            .orElse("Declare it in secrets.yaml of the folder that secrets.templates names.")));
        }
    }
}
