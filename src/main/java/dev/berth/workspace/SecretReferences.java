package dev.berth.workspace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that the secrets which a definition itself names are declared. */
final class SecretReferences {
    private static final Pattern IN_ENDPOINT = Pattern.compile("\\{\\{\\s*(?:secret|urlencode)\\s+\"([^\"]*)\"\\s*}}");

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
            }
        }
    }

    private void checkEndpoints(String path, List<Value> endpoints) {
        for (int i = 0; i < endpoints.size(); i++) {
            if (endpoints.get(i) instanceof Value.Mapping endpoint && endpoint.get("url") instanceof Value.Scalar url) {
                Matcher matcher = IN_ENDPOINT.matcher(url.text());
                while (matcher.find()) {
                    check(matcher.group(1), url.place(), "%s.endpoints[%d].url".formatted(path, i));
                }
            }
        }
    }

    private void check(String secret, Place place, String path) {
        if (!declared.contains(secret)) {
            problems.add(Problem.at(
                    place,
                    path,
                    "the secret %s is not declared".formatted(Wording.quoted(secret)),
                    Wording.nearest(secret, declared)
                            .map(nearest -> "did you mean: " + nearest)
                            .orElse("Declare it in secrets.yaml of the folder that secrets.templates names.")));
        }
    }
}
