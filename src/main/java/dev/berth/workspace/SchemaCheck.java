package dev.berth.workspace;

import dev.berth.failure.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds one file's values against a schema, and says in the user's words what does not fit. */
final class SchemaCheck {
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> later = new TreeSet<>();

    private SchemaCheck() {}

    /** What a check found: problems in the order of the file, and the paths that are valid but not applied yet. */
    record Findings(List<Problem> problems, Set<String> later) {}

    static Findings of(Value value, Schema schema) {
        SchemaCheck check = new SchemaCheck();
        check.check(value, schema, "");
        return new Findings(check.problems, check.later);
    }

    private void check(Value value, Schema schema, String path) {
        if (schema.isLater()) {
            later.add(path);
        }
        if (!fits(value, schema)) {
            add(
                    value.place(),
                    path,
                    "must be %s, not %s".formatted(wanted(schema), described(value, schema)),
                    hint(value, schema));
        } else if (value instanceof Value.Mapping mapping) {
            checkMapping(mapping, schema, path);
        } else if (value instanceof Value.Sequence sequence) {
            checkSequence(sequence, schema, path);
        } else if (value instanceof Value.Scalar scalar) {
            checkScalar(scalar, schema, path);
        }
    }

    private static boolean fits(Value value, Schema schema) {
        if (!schema.allowed().isEmpty()) {
            return value.type() == Value.Type.STRING;
        }
        List<Value.Type> types = schema.types();
        if (types.isEmpty() || types.contains(value.type())) {
            return true;
        }
        return switch (value.type()) {
            case INTEGER -> types.contains(Value.Type.NUMBER);
            case NUMBER -> types.contains(Value.Type.INTEGER) && isWhole((Value.Scalar) value);
            case STRING, BOOLEAN, NULL, ARRAY, OBJECT -> false;
        };
    }

    private static boolean isWhole(Value.Scalar scalar) {
        return new BigDecimal(scalar.text()).stripTrailingZeros().scale() <= 0;
    }

    private void checkScalar(Value.Scalar scalar, Schema schema, String path) {
        List<String> allowed = schema.allowed();
        if (!allowed.isEmpty() && !allowed.contains(scalar.text())) {
            add(
                    scalar.place(),
                    path,
                    "must be %s, not %s".formatted(wanted(schema), Wording.quoted(scalar.text())),
                    Nearest.to(scalar.text(), allowed)
                            .map(nearest -> "did you mean: " + nearest)
                            .or(() -> schema.title().flatMap(title -> schema.description()))
                            .orElse("Write one of them."));
        }
        boolean matches = schema.pattern()
                .map(pattern -> pattern.matcher(scalar.text()).matches())
                .orElse(true);
        if (scalar.type() == Value.Type.STRING && !matches) {
            add(
                    scalar.place(),
                    path,
                    "must be %s, not %s".formatted(wanted(schema), Wording.described(scalar)),
                    hint(scalar, schema));
        }
        if (scalar.type() == Value.Type.INTEGER || scalar.type() == Value.Type.NUMBER) {
            violation(new BigDecimal(scalar.text()), schema)
                    .ifPresent(bound -> add(
                            scalar.place(),
                            path,
                            "must be %s, not %s".formatted(bound, scalar.text()),
                            "Correct the number."));
        }
    }

    private static Optional<String> violation(BigDecimal number, Schema schema) {
        Optional<BigDecimal> least = schema.bound("minimum");
        if (least.isPresent() && number.compareTo(least.get()) < 0) {
            return Optional.of("at least " + least.get());
        }
        Optional<BigDecimal> most = schema.bound("maximum");
        if (most.isPresent() && number.compareTo(most.get()) > 0) {
            return Optional.of("at most " + most.get());
        }
        return Optional.empty();
    }

    private void checkSequence(Value.Sequence sequence, Schema schema, String path) {
        if (sequence.items().size() < schema.leastItems()) {
            add(sequence.place(), path, "must not be an empty list", "Write at least one item, or remove the key.");
        }
        schema.items().ifPresent(items -> {
            for (int i = 0; i < sequence.items().size(); i++) {
                check(sequence.items().get(i), items, path + "[" + i + "]");
            }
        });
    }

    private void checkMapping(Value.Mapping mapping, Schema schema, String path) {
        for (Map.Entry<String, Value.Entry> item : mapping.entries().entrySet()) {
            String key = item.getKey();
            if (!key.startsWith(Value.EXTENSION)) {
                checkEntry(key, item.getValue(), schema, path);
            }
        }
        for (String key : schema.required()) {
            if (!mapping.entries().containsKey(key)) {
                add(mapping.place(), path, "lacks the key \"%s\"".formatted(key), "Add it: " + key + ": …");
            }
        }
    }

    private void checkEntry(String key, Value.Entry entry, Schema schema, String path) {
        String inner = path.isEmpty() ? key : path + "." + key;
        Optional<Schema> names = schema.names();
        boolean named = names.flatMap(Schema::pattern)
                .map(pattern -> pattern.matcher(key).matches())
                .orElse(true);
        Optional<Schema> property = schema.property(key);
        if (!named) {
            problems.add(Problem.at(
                    entry.key(),
                    inner,
                    "%s is not %s%s"
                            .formatted(
                                    Wording.quoted(key),
                                    names.map(SchemaCheck::wanted).orElse(""),
                                    under(path)),
                    names.flatMap(Schema::description).orElse("Choose another name.")));
        } else if (property.isPresent()) {
            check(entry.value(), property.get(), inner);
        } else {
            problems.add(Problem.at(
                    entry.key(),
                    inner,
                    "unknown key %s%s".formatted(Wording.quoted(key), under(path)),
                    Nearest.instead(key, schema.keys(), "Remove it.")));
        }
    }

    private static String under(String path) {
        return path.isEmpty() ? "" : " under " + path;
    }

    private void add(Place place, String path, String message, String hint) {
        problems.add(Problem.at(place, path, path.isEmpty() ? "the file " + message : path + " " + message, hint));
    }

    private static String described(Value value, Schema schema) {
        return schema.isConfidential() && value.type() == Value.Type.STRING ? "a text" : Wording.described(value);
    }

    private static String wanted(Schema schema) {
        return schema.title().orElseGet(() -> {
            if (!schema.allowed().isEmpty()) {
                return Wording.either(schema.allowed());
            }
            List<String> nouns = new ArrayList<>();
            schema.types().forEach(type -> nouns.add(noun(type)));
            return Wording.either(nouns);
        });
    }

    private static String noun(Value.Type type) {
        return switch (type) {
            case STRING -> "a text";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "nothing";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping of keys";
        };
    }

    /** Whether these characters, in quotes, are what is wanted. */
    private static boolean isText(String text, Schema schema) {
        return schema.types().contains(Value.Type.STRING)
                && schema.pattern()
                        .map(pattern -> pattern.matcher(text).matches())
                        .orElse(true);
    }

    private static String hint(Value value, Schema schema) {
        if (value instanceof Value.Scalar scalar
                && value.type() != Value.Type.NULL
                && value.type() != Value.Type.STRING
                && isText(scalar.text(), schema)) {
            return "Write it in quotes: \"%s\"".formatted(scalar.text());
        }
        if (value.type() == Value.Type.NULL) {
            return "Give it a value, or remove the key.";
        }
        if (schema.title().isPresent() && schema.description().isPresent()) {
            return schema.description().get();
        }
        return "docs/environments.md describes every key.";
    }
}
