package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonWriter;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.SpecificationVersion;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas, as a full implementation of JSON Schema understands them, and Berth's own check agree. */
class SchemaAgreementTests {
    private static final Path FULL = Path.of("src/test/resources/workspace/full.yaml");
    private static final Set<String> KEYWORDS_CHECKED = Set.of(
            "$ref",
            "type",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "minItems",
            "items",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "required");
    private static final Set<String> KEYWORDS_THAT_SAY = Set.of(
            "$schema", "$id", "$defs", "title", "description", "default", "x-berth-later", "x-berth-confidential");

    private static final Validator STANDARD = new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .createValidator();
    private static final URI ENVIRONMENT = URI.create("urn:berth:environment");

    @BeforeAll
    static void registerSchema() throws Exception {
        STANDARD.registerSchema(ENVIRONMENT, text("environment"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "secrets"})
    void schemaWhenReadByTheStandardIsValid(String name) throws Exception {
        String metaschema = SpecificationVersion.DRAFT2020_12.getId();

        assertThat(new ValidatorFactory()
                        .withJsonNodeFactory(new JacksonNode.Factory())
                        .withDefaultDialect(new Dialects.Draft2020Dialect())
                        .validate("{\"$ref\": \"%s\"}".formatted(metaschema), text(name))
                        .isValid())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "secrets"})
    void schemaWhenItUsesAKeywordUsesOneThatIsChecked(String name) throws Exception {
        for (JsonObject schema : subschemas(root(name))) {
            assertThat(Stream.concat(KEYWORDS_CHECKED.stream(), KEYWORDS_THAT_SAY.stream()))
                    .containsAll(schema.keySet());
            if (schema.has("pattern")) {
                assertThat(schema.getString("pattern")).startsWith("^").endsWith("$");
                assertThat(schema.keySet()).contains("title", "description");
            }
            if (schema.has("properties") || schema.has("additionalProperties")) {
                assertThat(schema.has("additionalProperties")).isTrue();
                assertThat(schema.getObject("patternProperties")).isEqualTo(Map.of("^x-", true));
            }
        }
    }

    @Test
    void schemaWhenAllKeysAreInTheFullDefinitionKnowsNoMore() throws Exception {
        Set<String> keys = new TreeSet<>();
        for (JsonObject schema : subschemas(root("environment"))) {
            if (schema.has("properties")) {
                keys.addAll(schema.getObject("properties").keySet());
            }
        }
        String full = Files.readString(FULL);

        // Either of two: they exclude one another, or belong to another login method.
        keys.removeAll(Set.of("extends", "host", "tokenFile", "username", "passwordFile", "secret"));
        // One of each shape is enough.
        JsonObject rules = root("environment")
                .getObject("properties")
                .getObject("alerts")
                .getObject("properties")
                .getObject("rules")
                .getObject("properties");
        keys.removeIf(key -> rules.has(key) && rules.getObject(key).has("$ref"));
        assertThat(keys).allSatisfy(key -> assertThat(full).containsPattern("\\b" + key + ":\\s"));
    }

    @Test
    void referenceWhenAKeyIsInTheSchemaDescribesIt() throws Exception {
        String reference = Files.readString(Path.of("docs/environments.md"));
        for (JsonObject schema : subschemas(root("environment"))) {
            if (schema.has("properties")) {
                for (String key : schema.getObject("properties").keySet()) {
                    assertThat(reference).contains("`" + key + "`");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.berth.workspace.BadDefinitionTests#refusedBySchema")
    void checkWhenADefinitionIsBadAgreesWithTheStandard(String keys) throws Exception {
        assertRefusedByBoth(YamlReader.read(keys, Path.of("bad.yaml")));
    }

    @Test
    void checkWhenADefinitionIsGoodAgreesWithTheStandard() throws Exception {
        for (Path file : List.of(FULL, Path.of("environments/dev.yaml"), Path.of("environments/base.yaml"))) {
            Value values = YamlReader.read(Files.readString(file), file);

            assertThat(SchemaCheck.of(values, Schema.load("environment.schema.json"))
                            .problems())
                    .isEmpty();
            assertThat(isValidByTheStandard(values)).isTrue();
        }
    }

    @Test
    void checkWhenAnyValueOfTheFullDefinitionIsReplacedAgreesWithTheStandard() throws Exception {
        Value.Mapping full = YamlReader.read(Files.readString(FULL), FULL);
        Place place = full.place();
        List<Value> replacements = List.of(
                new Value.Scalar(place, Value.Type.STRING, "Ünsinn !"),
                new Value.Scalar(place, Value.Type.STRING, "10m"),
                new Value.Scalar(place, Value.Type.INTEGER, "-3"),
                new Value.Scalar(place, Value.Type.INTEGER, "70000"),
                new Value.Scalar(place, Value.Type.NUMBER, "2.0"),
                new Value.Scalar(place, Value.Type.NUMBER, "0.25"),
                new Value.Scalar(place, Value.Type.BOOLEAN, "true"),
                new Value.Scalar(place, Value.Type.NULL, ""),
                new Value.Sequence(place, List.of()),
                new Value.Sequence(place, List.of(new Value.Scalar(place, Value.Type.INTEGER, "1"))),
                new Value.Mapping(place, Map.of()),
                new Value.Mapping(
                        place,
                        Map.of("unknown", new Value.Entry(place, new Value.Scalar(place, Value.Type.STRING, "a")))));
        Schema schema = Schema.load("environment.schema.json");
        int compared = 0;
        for (Value replacement : replacements) {
            for (Value changed : changedAnywhere(full, replacement)) {
                boolean accepted = SchemaCheck.of(changed, schema).problems().isEmpty();
                assertThat(accepted).as(() -> json(changed)).isEqualTo(isValidByTheStandard(changed));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    private static void assertRefusedByBoth(Value values) {
        assertThat(SchemaCheck.of(values, Schema.load("environment.schema.json"))
                        .problems())
                .isNotEmpty();
        assertThat(isValidByTheStandard(values)).isFalse();
    }

    /** This value with each value inside of it replaced in turn. */
    private static List<Value> changedAnywhere(Value value, Value replacement) {
        List<Value> changed = new ArrayList<>(List.of(replacement));
        if (value instanceof Value.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                for (Value inner : changedAnywhere(entry.value(), replacement)) {
                    Map<String, Value.Entry> entries = new LinkedHashMap<>(mapping.entries());
                    entries.put(key, new Value.Entry(entry.key(), inner));
                    changed.add(new Value.Mapping(mapping.place(), entries));
                }
            });
        } else if (value instanceof Value.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                for (Value inner : changedAnywhere(sequence.items().get(i), replacement)) {
                    List<Value> items = new ArrayList<>(sequence.items());
                    items.set(i, inner);
                    changed.add(new Value.Sequence(sequence.place(), items));
                }
            }
        }
        return changed;
    }

    private static boolean isValidByTheStandard(Value values) {
        return STANDARD.validate(ENVIRONMENT, json(values)).isValid();
    }

    private static String json(Value value) {
        return JsonWriter.string(plain(value));
    }

    private static @Nullable Object plain(Value value) {
        return switch (value) {
            case Value.Mapping mapping -> {
                JsonObject object = new JsonObject();
                mapping.entries().forEach((key, entry) -> object.put(key, plain(entry.value())));
                yield object;
            }
            case Value.Sequence sequence -> {
                JsonArray array = new JsonArray();
                sequence.items().forEach(item -> array.add(plain(item)));
                yield array;
            }
            case Value.Scalar scalar ->
                switch (scalar.type()) {
                    case INTEGER, NUMBER -> new BigDecimal(scalar.text());
                    case BOOLEAN -> Boolean.valueOf(scalar.text());
                    case NULL -> null;
                    case STRING, ARRAY, OBJECT -> scalar.text();
                };
        };
    }

    private static String text(String name) throws Exception {
        return Files.readString(Path.of("schemas", name + ".schema.json"));
    }

    private static JsonObject root(String name) throws Exception {
        return JsonParser.object().from(text(name));
    }

    private static List<JsonObject> subschemas(JsonObject schema) {
        List<JsonObject> found = new ArrayList<>(List.of(schema));
        for (String keyword : List.of("properties", "$defs")) {
            if (schema.has(keyword)) {
                schema.getObject(keyword).values().forEach(part -> found.addAll(subschemas((JsonObject) part)));
            }
        }
        for (String keyword : List.of("items", "additionalProperties", "propertyNames")) {
            if (schema.get(keyword) instanceof JsonObject part) {
                found.addAll(subschemas(part));
            }
        }
        return found;
    }
}
