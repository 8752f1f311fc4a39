package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.RealEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DockerComposeIT {
    private static final Compose.UpRequest ALL = new Compose.UpRequest(List.of(), Map.of(), true, false, false);

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    private Compose compose;

    @BeforeEach
    void setUp() throws IOException {
        compose = compose();
    }

    Compose compose() throws IOException {
        return real.compose();
    }

    @Test
    void hashesWhenFilesAreRightGivesThoseThatContainersGet() throws IOException {
        ComposeProject project = project("""
                services:
                  rest: {image: %s, command: sleep 600, stop_grace_period: 0s, depends_on: [db]}
                  db: {image: %s, command: sleep 600, stop_grace_period: 0s}
                """);

        ComposeModel model = compose.config(project);
        Map<String, String> hashes = compose.hashes(project);
        compose.create(project, List.of(), Map.of("rest", 2), line -> {});

        assertThat(model.services().keySet()).containsExactly("db", "rest");
        assertThat(containers()).hasSize(3).allSatisfy(container -> {
            assertThat(container.state()).isEqualTo(ContainerState.CREATED);
            assertThat(hashes)
                    .containsEntry(container.service(), container.labels().get("com.docker.compose.config-hash"));
        });
    }

    @Test
    void configWhenVariableIsNotSetWarnsOrRefuses() throws IOException {
        ComposeModel model = compose.config(project("services: {a: {image: %s, command: '${BERTHIT_NOT_SET}'}}"));
        assertThat(model.warnings()).singleElement().asString().contains("BERTHIT_NOT_SET", "not set");

        ComposeProject required = project("services: {a: {image: %s, command: '${BERTHIT_NOT_SET:?say it}'}}");
        assertThatThrownBy(() -> compose.config(required))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID))
                .hasMessageContainingAll(folder.resolve("compose.yaml").toString(), "BERTHIT_NOT_SET", "say it");
    }

    @Test
    void configWhenYamlIsBrokenNamesFileAndLine() throws IOException {
        ComposeProject project = project("services:\n  a:\n    image: [\n");

        assertThatThrownBy(() -> compose.config(project))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID))
                .hasMessageContaining(folder.resolve("compose.yaml").toString());
    }

    @Test
    void dryRunWhenServiceDiffersSaysRecreateAndWritesNothing() throws IOException {
        compose.up(project(stack("600")), ALL, line -> {});
        List<Container> before = containers();

        List<Compose.DryRunStep> same = compose.dryRun(project(stack("600")));
        List<Compose.DryRunStep> changed = compose.dryRun(project(stack("601")));

        assertThat(same).noneMatch(step -> step.action().startsWith("Recreate"));
        assertThat(changed)
                .contains(new Compose.DryRunStep("Container", real.project() + "-rest-1", "Recreate"))
                .doesNotContain(new Compose.DryRunStep("Container", real.project() + "-once-1", "Recreate"));
        assertThat(containers()).extracting(Container::id).containsExactlyElementsOf(ids(before));
    }

    @Test
    void upWhenNothingDiffersLeavesContainersAsTheyAre() throws IOException {
        ComposeProject project = project(stack("600"));
        List<String> progress = new ArrayList<>();
        compose.up(project, ALL, line -> {
            synchronized (progress) {
                progress.add(line);
            }
        });
        List<Container> before = containers();

        compose.up(project, ALL, line -> {});

        assertThat(containers()).extracting(Container::id).containsExactlyElementsOf(ids(before));
        assertThat(progress).anyMatch(line -> line.contains(real.project() + "-rest-1"));
    }

    @Test
    void upWhenLimitsWereUpdatedLiveLeavesThemAlone() throws IOException {
        ComposeProject project = project("""
                services:
                  a: {image: %s, command: sleep 600, stop_grace_period: 0s, mem_limit: 64m, cpus: 0.5, pids_limit: 50}
                  b: {image: %s, command: sleep 600, stop_grace_period: 0s, mem_limit: 64m, memswap_limit: 96m,
                      cpu_quota: 50000, cpu_period: 50000}
                """);
        compose.up(project, ALL, line -> {});
        List<Container> before = containers();
        ContainerLimits wanted =
                new ContainerLimits(OptionalDouble.of(0.75), OptionalLong.of(512 << 20), OptionalLong.of(80));
        for (Container container : before) {
            real.engine().updateLimits(container.id(), wanted);
        }

        compose.up(project, ALL, line -> {});

        assertThat(containers()).extracting(Container::id).containsExactlyElementsOf(ids(before));
        assertThat(before)
                .allSatisfy(container -> assertThat(real.engine()
                                .inspect(container.id())
                                .orElseThrow()
                                .limits())
                        .isEqualTo(wanted));
    }

    @Test
    void upWhenPortIsTakenNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ComposeProject project =
                    project("services: {a: {image: %s, command: sleep 600, stop_grace_period: 0s, ports: ['127.0.0.1:"
                            + taken.getLocalPort() + ":80']}}");

            assertThatThrownBy(() -> compose.up(project, ALL, line -> {}))
                    .isInstanceOfSatisfying(
                            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void upWhenImageIsMissingNeitherPullsNorBuilds() throws IOException {
        ComposeProject project = project("services: {a: {image: 'berth/nosuch:1', build: {context: .}}}");

        assertThatThrownBy(() -> compose.up(project, ALL, line -> {}))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_MISSING))
                .hasMessageContaining("berth/nosuch:1");
    }

    @Test
    void stopStartRestartAndDownWhenCalledDoSo() throws IOException {
        ComposeProject project = project("services: {a: {image: %s, command: sleep 600, init: true}}");
        compose.up(project, ALL, line -> {});

        compose.stop(project, List.of("a"), Duration.ofSeconds(5));
        // The engine's list lags behind its own answer to the stop; an inspection does not.
        assertThat(containers())
                .extracting(container ->
                        real.engine().inspect(container.id()).orElseThrow().state())
                .containsExactly(ContainerState.EXITED);
        compose.start(project, List.of());
        assertThat(containers()).extracting(Container::state).containsExactly(ContainerState.RUNNING);
        compose.restart(project, List.of("a"), Duration.ofSeconds(5));
        assertThat(containers()).extracting(Container::state).containsExactly(ContainerState.RUNNING);
        compose.down(project, Duration.ofSeconds(5));
        assertThat(containers()).isEmpty();
    }

    @Test
    void stopOfTheEngineWhenTheServiceNeedsLongerThanUsualLetsItEnd() throws IOException {
        ComposeProject project = project("""
                services:
                  a:
                    image: %s
                    network_mode: none
                    stop_grace_period: 40s
                    command: [sh, -c, "trap 'sleep 11; exit 7' TERM; while :; do sleep 0.1; done"]
                """);
        compose.up(project, ALL, line -> {});

        String container = containers().getFirst().id();
        real.engine().stop(container);

        // Killed after the usual ten seconds it would have ended with 137.
        assertThat(real.engine().inspect(container).orElseThrow().exitCode()).isEqualTo(7);
    }

    /** A service that waits for a one-shot, on which a dry run that starts would hang. */
    private static String stack(String seconds) {
        return """
                services:
                  once: {image: %s, command: 'true', network_mode: none}
                  rest:
                    image: %s
                    command: sleep SECONDS
                    network_mode: none
                    stop_grace_period: 0s
                    depends_on: {once: {condition: service_completed_successfully}}
                """.replace("SECONDS", seconds);
    }

    private List<Container> containers() {
        return real.engine().containers(Map.of("com.docker.compose.project", real.project()));
    }

    private static List<String> ids(List<Container> containers) {
        return containers.stream().map(Container::id).toList();
    }

    private ComposeProject project(String yaml) throws IOException {
        Path file = folder.resolve("compose.yaml");
        Files.writeString(file, yaml.replace("%s", RealEngine.IMAGE));
        return new ComposeProject(
                Optional.of(real.project()), List.of(file), Optional.empty(), List.of(), real.address());
    }
}
