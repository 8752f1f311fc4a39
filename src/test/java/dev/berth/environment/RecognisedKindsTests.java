package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ContainerLimits;
import dev.berth.workspace.Definition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecognisedKindsTests {

    @ParameterizedTest
    @CsvSource({
        "postgres, POSTGRES",
        "postgres:17.2-alpine, POSTGRES",
        "docker.io/library/postgres:17, POSTGRES",
        "registry.acme.example:5000/pgvector/pgvector:pg17, POSTGRES",
        "redis@sha256:0123456789abcdef0123456789abcdef, REDIS",
        "valkey/valkey:8, REDIS",
        "edoburu/pgbouncer:v1.24.1-p1, PGBOUNCER",
        "postgrest/postgrest:v13, POSTGREST"
    })
    void ofWhenTheImageLeavesNoDoubtTellsTheKind(String image, Definition.Kind kind) {
        assertThat(kinds(service(image, false, false, 1), "{}")).containsExactly(Map.entry("db", kind));
    }

    @ParameterizedTest
    @CsvSource({
        "prometheuscommunity/postgres-exporter",
        "acme/postgres:17",
        "postgresql",
        "mysql:8",
        "redislabs/redisinsight",
        "localhost/app"
    })
    void ofWhenTheImageIsAnotherTellsNothing(String image) {
        assertThat(kinds(service(image, false, false, 1), "{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"command\": null, \"entrypoint\": null}                      | true",
                "{\"command\": [\"postgres\", \"-c\", \"max_connections=200\"]} | true",
                "{\"command\": [\"-c\", \"max_connections=200\"]}               | true",
                "{\"command\": [\"pg_dump\", \"app\"]}                          | false",
                "{\"command\": [\"sh\", \"-c\", \"psql\"]}                      | false",
                "{\"entrypoint\": [\"psql\"]}                                   | false"
            })
    void ofWhenItsCommandIsAnotherProgramTellsNothing(String json, boolean known) {
        assertThat(kinds(service("postgres:17", false, false, 1), json)).hasSize(known ? 1 : 0);
    }

    @Test
    void ofWhenItEndsIsBuiltOrIsThereTwiceTellsNothing() {
        assertThat(kinds(service("postgres:17", true, false, 1), "{}")).isEmpty();
        assertThat(kinds(service("postgres:17", false, true, 1), "{}")).isEmpty();
        assertThat(kinds(service("postgres:17", false, false, 2), "{}")).isEmpty();
    }

    private static Map<String, Definition.Kind> kinds(ComposeModel.Service service, String json) {
        SequencedMap<String, ComposeModel.Service> services = new LinkedHashMap<>();
        services.put("db", service);
        return RecognisedKinds.of(new ComposeModel(
                "acme", "{\"services\": {\"db\": %s}}".formatted(json), services, List.of(), Map.of(), List.of()));
    }

    private static ComposeModel.Service service(String image, boolean builds, boolean oneShot, int replicas) {
        return new ComposeModel.Service(
                "db",
                image,
                builds,
                Optional.empty(),
                replicas,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()),
                false,
                oneShot,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of());
    }
}
