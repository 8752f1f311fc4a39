package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeFailuresTests {
    private static final String WARNING =
            "time=\"2026-11-23T23:33:49Z\" level=warning msg=\"The \\\"NOPE\\\" variable is not set. Defaulting to a blank string.\"\n";

    @Test
    void warningsWhenRepeatedAreToldOnce() {
        assertThat(ComposeFailures.warnings(WARNING + " Container a  Created\n" + WARNING))
                .containsExactly("The \"NOPE\" variable is not set. Defaulting to a blank string.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yaml: line 3: did not find expected node content|/a/c.yaml:3: did not find expected node content",
                "validating /a/c.yaml: services.a Additional property imge is not allowed|/a/c.yaml: services.a Additional property imge is not allowed",
                "required variable NOPE is missing a value: must be set|/a/c.yaml: required variable NOPE is missing a value: must be set"
            })
    void invalidWhenComposeNamesThePlaceNamesItToo(String said, String message) {
        BerthException failure = ComposeFailures.invalid(project("/a/c.yaml"), WARNING + said + "\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
        assertThat(failure).hasMessage(message);
    }

    @Test
    void invalidWhenAVariableMustBeSetSaysWhere() {
        assertThat(ComposeFailures.invalid(
                                project("/a/c.yaml"),
                                "error while interpolating services.db.environment.PASSWORD: required variable DB_PASS is"
                                        + " missing a value: database password required")
                        .hint())
                .isEqualTo("Set DB_PASS in /a/.env, or under variables: in the definition.");
    }

    @Test
    void invalidWhenAnEnvFileIsMissingSaysToMakeIt() {
        BerthException failure = ComposeFailures.invalid(
                project("/a/c.yaml"),
                "env file /a/.env.production not found: stat /a/.env.production: no such file or directory");

        assertThat(failure).hasMessage("/a/c.yaml: the env_file /a/.env.production does not exist");
        assertThat(failure.hint()).contains("example");
    }

    @Test
    void invalidWhenComposeRepeatsItselfTellsItOnce() {
        assertThat(
                        ComposeFailures.invalid(
                                project("/a/c.yaml"),
                                "yaml: unmarshal errors:\n  line 66: key already defined\n  line 14: key already defined\n  line 14: key already defined"))
                .hasMessage(
                        "/a/c.yaml: yaml: unmarshal errors:\n  line 66: key already defined\n  line 14: key already defined");
    }

    @Test
    void invalidWhenThereAreSeveralFilesDoesNotGuessOne() {
        assertThat(ComposeFailures.invalid(project("/a/c.yaml", "/a/d.yaml"), "yaml: line 3: oops"))
                .hasMessage("line 3 of one of /a/c.yaml, /a/d.yaml: oops");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bind for 127.0.0.1:18577 failed: port is already allocated|18577",
                "Error starting userland proxy: listen tcp4 127.0.0.1:18577: bind: address already in use|18577",
                "failed to bind host port for 0.0.0.0:80:172.18.0.2:8080/tcp: address already in use|80",
                "failed to bind host port 0.0.0.0:443/tcp: address already in use|443",
                "Bind for :::5432 failed: port is already allocated|5432"
            })
    void failedWhenAPortIsTakenNamesIt(String said, String port) {
        BerthException failure = ComposeFailures.failed(
                "up",
                " Container acme-dev-rest-1  Starting\nError response from daemon: driver failed programming external"
                        + " connectivity on endpoint acme-dev-rest-1 (9cca2a71923b): " + said + "\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
        assertThat(failure).hasMessageStartingWith("port %s of the engine's host is taken".formatted(port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "external volume \"shared\" not found|volume",
                "network shared declared as external, but could not be found|network",
                "Error response from daemon: network shared not found|network"
            })
    void failedWhenSomethingExternalIsNotThereSaysHowToMakeIt(String said, String kind) {
        BerthException failure = ComposeFailures.failed("create", said);

        assertThat(failure).hasMessage("the external %s shared is not on the engine".formatted(kind));
        assertThat(failure.hint()).endsWith("docker %s create shared".formatted(kind));
    }

    @Test
    void invalidWhenTheFileIsOfTheFirstFormatSaysSo() {
        BerthException failure = ComposeFailures.invalid(
                project("/a/c.yaml"), "validating /a/c.yaml: (root) Additional property db is not allowed");

        assertThat(failure).hasMessage("/a/c.yaml: (root) Additional property db is not allowed");
        assertThat(failure.hint()).contains("under services:");
    }

    @Test
    void failedWhenImageIsMissingNamesIt() {
        BerthException failure = ComposeFailures.failed(
                "up", " Container a-1  Creating\nError response from daemon: No such image: nosuch:1\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.IMAGE_MISSING);
        assertThat(failure).hasMessage("the image nosuch:1 is not on the engine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
                "all predefined address pools have been fully subnetted"
            })
    void failedWhenTheEngineHasNoAddressesLeftSaysWhatToDo(String said) {
        BerthException failure = ComposeFailures.failed(
                "create", "failed to create network acme-dev_api: Error response from daemon: " + said + "\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.COMPOSE_FAILED);
        assertThat(failure).hasMessageContaining(said);
        assertThat(failure.hint()).contains("docker network prune");
    }

    @Test
    void failedWhenAnythingElseTellsComposesLastWords() {
        BerthException failure = ComposeFailures.failed(
                "up", WARNING + " Container a-1  Starting\ndependency failed to start: container a-1 is unhealthy\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.COMPOSE_FAILED);
        assertThat(failure)
                .hasMessage("docker compose up failed: dependency failed to start: container a-1 is unhealthy");
        assertThat(ComposeFailures.failed("up", "")).hasMessage("docker compose up failed: it did not say why");
    }

    @Test
    void failedWhenAPullFailsTellsTheEnginesWordsOnce() {
        BerthException failure = ComposeFailures.failed("pull", """
                 shop Pulling\s
                 shop Error Get "https://registry.example/v2/": no such host
                Error response from daemon: Get "https://registry.example/v2/": no such host
                """);

        assertThat(failure)
                .hasMessageEndingWith(
                        "failed: Error response from daemon: Get \"https://registry.example/v2/\": no such host");
    }

    private static ComposeProject project(String... files) {
        return new ComposeProject(
                Optional.of("acme-dev"),
                List.of(files).stream().map(Path::of).toList(),
                Optional.empty(),
                List.of(),
                new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty()));
    }
}
