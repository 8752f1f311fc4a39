package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the {@code {{ function "secret" }}} of a template without a secret's value. */
final class TemplatePlaces {
    /** Those that a secret's template renders; a definition is read without knowing of any secret. */
    static final List<String> FUNCTIONS = List.of(
            "secret", "quoted", "pgpass", "word", "scram", "sha256", "acl", "urlencode", "jwks", "login", "retired");

    private static final String OPENING = "{{";
    private static final Pattern FUNCTION_CALL = Pattern.compile("\\{\\{\\s*([A-Za-z0-9]+)\\s+\"([^\"\\n]*)\"\\s*}}");

    private TemplatePlaces() {}

    /** Adds a problem for each one that is malformed, of an unknown function, or of an unknown secret. */
    static void check(String text, int firstLine, Path shown, Collection<String> secrets, List<Problem> problems) {
        Matcher matcher = FUNCTION_CALL.matcher(text);
        for (int at = text.indexOf(OPENING); at >= 0; at = text.indexOf(OPENING, at + OPENING.length())) {
            Place place = place(text, at, firstLine, shown);
            if (!matcher.region(at, text.length()).lookingAt()) {
                problems.add(Problem.at(
                        place, "", "what follows {{ is not a function and a name", "Write: {{ secret \"NAME\" }}"));
            } else if (!FUNCTIONS.contains(matcher.group(1))) {
                problems.add(Problem.at(
                        place,
                        "",
                        "there is no function %s".formatted(Wording.quoted(matcher.group(1))),
                        Nearest.instead(matcher.group(1), FUNCTIONS, "")));
            } else if (!secrets.contains(matcher.group(2))) {
                problems.add(Problem.at(
                        place,
                        "",
                        "the secret %s is not declared".formatted(Wording.quoted(matcher.group(2))),
                        Nearest.to(matcher.group(2), secrets)
                                .map(nearest -> "did you mean: " + nearest)
                                .orElse("Declare it in secrets.yaml.")));
            }
        }
    }

    private static Place place(String text, int at, int firstLine, Path shown) {
        int line = firstLine;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return new Place(shown, line, at - start + 1);
    }
}
