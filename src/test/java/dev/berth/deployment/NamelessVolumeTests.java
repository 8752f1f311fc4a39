package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerState;
import dev.berth.environment.EngineState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamelessVolumeTests {
    private static final String NAME = "0123456789abcdef".repeat(4);

    @Test
    void ofWhenAContainerWritesToOneFindsItAndNoOther() {
        assertThat(NamelessVolume.of(List.of(container(
                        new ContainerDetails.Mount("volume", NAME, "/data", false),
                        new ContainerDetails.Mount("volume", "f".repeat(64), "/read", true),
                        new ContainerDetails.Mount("volume", "acme-dev_data", "/named", false),
                        new ContainerDetails.Mount("bind", NAME, "/bound", false),
                        new ContainerDetails.Mount("tmpfs", "", "/tmp", false)))))
                .containsExactly(new NamelessVolume("db", "/data", NAME));
    }

    @Test
    void consequencesWhenDataStaysWhereNobodyFindsItSaySo() {
        assertThat(StackOperations.consequences("dev", false, down(List.of())))
                .containsExactly(
                        "every container of dev is removed; volumes stay",
                        "data in volumes without a name stays behind, and no later container finds it: /data of db (%s)"
                                .formatted(NAME));
    }

    @Test
    void consequencesWhenVolumesGoNameThoseWithoutANameToo() {
        assertThat(StackOperations.consequences("dev", true, down(List.of("acme-dev_data"))))
                .containsExactly(
                        "every container of dev is removed",
                        "its volumes are removed, all their data is lost: acme-dev_data",
                        "volumes without a name are removed with all their data: /data of db (%s)".formatted(NAME));
        assertThat(StackOperations.consequences("dev", true, down(List.of())))
                .contains("there is no volume with a name to remove");
    }

    private static StackOperations.TakenDown down(List<String> volumes) {
        return new StackOperations.TakenDown(
                volumes,
                List.of(new NamelessVolume("db", "/data", NAME)),
                List.of(),
                Optional.empty(),
                new EngineState.Place("acme-dev_berth", "acme-dev-berth-state"));
    }

    private static Container container(ContainerDetails.Mount... mounts) {
        return new Container(
                "id",
                "acme-dev-db-1",
                "postgres:17",
                "image",
                ContainerState.RUNNING,
                ContainerHealth.NONE,
                Map.of("com.docker.compose.service", "db"),
                List.of(),
                List.of(mounts));
    }
}
