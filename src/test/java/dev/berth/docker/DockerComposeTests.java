package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.LocalProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerComposeTests {
    private static final String SOCKET = "unix:///var/run/docker.sock";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void commandLineWhenEngineIsTheUsersOwnBeginsWithDockerCompose() {
        assertThat(compose().commandLine(project(SOCKET, Optional.empty())))
                .containsExactly(
                        "docker",
                        "compose",
                        "-p",
                        "acme-dev",
                        "--env-file",
                        "/a/.berth/dev.env",
                        "-f",
                        "/a/compose.yaml",
                        "-f",
                        "/a/compose.dev.yaml",
                        "--profile",
                        "storage");
    }

    @Test
    void commandLineWhenEngineIsAnotherNamesIt() {
        assertThat(compose().commandLine(project("tcp://10.0.0.5:2375", Optional.empty())))
                .startsWith("docker", "--host", "tcp://10.0.0.5:2375", "compose", "-p");
        assertThat(compose().commandLine(project("tcp://10.0.0.5:2375", Optional.of("production"))))
                .startsWith("docker", "--context", "production", "compose", "-p");
    }

    @Test
    void stopWhenAskedLeavesTheTimeToEachService() throws IOException {
        Path said = home.resolve("said");
        plugin("echo \"$@\" >>%s; echo 2.26.1".formatted(said));

        compose().stop(project(SOCKET, Optional.empty()), List.of("db"), Duration.ofMinutes(5));
        compose().restart(project(SOCKET, Optional.empty()), List.of("db"), Duration.ofMinutes(5));
        compose().down(project(SOCKET, Optional.empty()), Duration.ofMinutes(5));

        assertThat(Files.readString(said))
                .contains(" stop db\n", " restart db\n", " down\n")
                .doesNotContain("--timeout");
    }

    @Test
    void variablesWhenEngineIsGivenNameItAlone() {
        ComposeProject remote = project("tcp://10.0.0.5:2376", Optional.of("production"));
        assertThat(ComposeCommand.of(remote, "up").variables())
                .containsEntry("DOCKER_CONTEXT", "production")
                .containsEntry("DOCKER_HOST", "");
        assertThat(ComposeCommand.of(project(SOCKET, Optional.empty()), "up").variables())
                .containsEntry("DOCKER_CONTEXT", "")
                .containsEntry("DOCKER_HOST", SOCKET)
                .containsEntry("DOCKER_TLS_VERIFY", "");
    }

    @Test
    void stepsWhenComposeTellsThemAreRead() {
        assertThat(DockerCompose.steps("""
                 DRY-RUN MODE -  Network acme-dev_default  Creating
                 DRY-RUN MODE -  Volume "acme-dev_data"  Creating
                 DRY-RUN MODE -  Container acme-dev-rest-1  Recreate
                time="2026-11-23T23:33:49Z" level=warning msg="x"
                 DRY-RUN MODE -  Container acme-dev-db-1 Running\s
                """))
                .containsExactly(
                        new Compose.DryRunStep("Network", "acme-dev_default", "Creating"),
                        new Compose.DryRunStep("Volume", "acme-dev_data", "Creating"),
                        new Compose.DryRunStep("Container", "acme-dev-rest-1", "Recreate"),
                        new Compose.DryRunStep("Container", "acme-dev-db-1", "Running"));
    }

    @ParameterizedTest
    @CsvSource({"2.26.1-4, 2.26.1", "v2.40.3, 2.40.3", "5.0.0, 5.0.0", "2.20.0-desktop.1, 2.20.0"})
    void versionWhenNewEnoughIsTold(String said, String version) throws IOException {
        plugin("echo " + said);

        assertThat(compose().version()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"2.19.1, 2.19.1 is too old", "1.29.2, 1.29.2 is too old", "unknown, does not tell its version"})
    void versionWhenTooOldIsRefusedWithTheRemedy(String said, String message) throws IOException {
        plugin("echo " + said);

        assertThatThrownBy(() -> compose().version())
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.COMPOSE_UNUSABLE);
                    assertThat(e.hint()).contains("2.20 or newer");
                })
                .hasMessageContaining(message);
    }

    @Test
    void versionWhenOnlyTheDiscontinuedOneIsHereIsRefused() throws IOException {
        Path folder = Files.createDirectories(home.resolve("bin"));
        program(folder.resolve("docker-compose"), "echo 1.29.2");
        ComposeProgram program = new ComposeProgram(
                new LocalProgramRunner(),
                home.resolve(".docker"),
                List.of(),
                List.of(home.resolve("no-docker").toString()),
                Map.of("PATH", folder.toString()));

        assertThatThrownBy(program::version)
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPOSE_UNUSABLE))
                .hasMessage(
                        "only the discontinued Compose v1 is here (%s)".formatted(folder.resolve("docker-compose")));
    }

    private DockerCompose compose() {
        LocalProgramRunner programs = new LocalProgramRunner();
        return new DockerCompose(environment, home, new DockerEngines(environment, home, programs), programs);
    }

    private void plugin(String script) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".docker/cli-plugins"));
        program(folder.resolve("docker-compose"), script);
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static ComposeProject project(String host, Optional<String> context) {
        return new ComposeProject(
                Optional.of("acme-dev"),
                List.of(Path.of("/a/compose.yaml"), Path.of("/a/compose.dev.yaml")),
                Optional.of(Path.of("/a/.berth/dev.env")),
                List.of("storage"),
                new EngineAddress(host, context, Optional.empty()));
    }
}
