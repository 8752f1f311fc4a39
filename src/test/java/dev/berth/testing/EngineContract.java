package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineException;
import dev.berth.docker.NameInUseException;
import dev.berth.docker.Network;
import dev.berth.docker.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** What every engine does, the real one and the fake. */
public abstract class EngineContract {
    private static final String LABEL = "dev.berth.project";

    protected abstract Engine engine();

    /** A name that nobody else has. */
    protected abstract String project();

    /** An image that the engine has. */
    protected abstract String image();

    @Test
    void createWhenNameIsFreeListsTheContainer() {
        String id = engine().create(specification("one", List.of()));

        List<Container> containers = engine().containers(Map.of(LABEL, project()));
        assertThat(containers).hasSize(1);
        Container container = containers.getFirst();
        assertThat(container.id()).isEqualTo(id);
        assertThat(container.name()).isEqualTo(project() + "-one");
        assertThat(container.image()).isEqualTo(image());
        assertThat(container.state()).isEqualTo(ContainerState.CREATED);
        assertThat(container.labels()).containsEntry("dev.berth.purpose", "contract");
    }

    @Test
    void createWhenNameIsTakenRefuses() {
        engine().create(specification("one", List.of()));

        assertThatThrownBy(() -> engine().create(specification("one", List.of())))
                .isInstanceOfSatisfying(
                        NameInUseException.class, e -> assertThat(e.name()).isEqualTo(project() + "-one"));
    }

    @Test
    void createWhenImageIsMissingRefuses() {
        ContainerSpecification specification = new ContainerSpecification(
                Optional.of(project() + "-one"),
                "berth/nosuch:1",
                List.of("true"),
                Optional.empty(),
                labels(),
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false);

        assertThatThrownBy(() -> engine().create(specification))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessageContaining("berth/nosuch:1");
    }

    @Test
    void containersWhenLabelHasAnotherValueLeavesOut() {
        engine().create(specification("one", List.of()));

        assertThat(engine().containers(Map.of(LABEL, project(), "dev.berth.purpose", "")))
                .hasSize(1);
        assertThat(engine().containers(Map.of(LABEL, project(), "dev.berth.purpose", "other")))
                .isEmpty();
        assertThat(engine().containers(Map.of(LABEL, project() + "x"))).isEmpty();
    }

    @Test
    void inspectWhenThereTellsBothByNameAndById() {
        String id = engine().create(specification("one", List.of()));

        ContainerDetails byName = engine().inspect(project() + "-one").orElseThrow();
        assertThat(byName).isEqualTo(engine().inspect(id).orElseThrow());
        assertThat(byName.labels()).containsAllEntriesOf(labels());
        assertThat(byName.startedAt()).isEmpty();
        assertThat(byName.image()).isEqualTo(image());
    }

    @Test
    void inspectWhenNotThereIsEmpty() {
        assertThat(engine().inspect(project() + "-none")).isEmpty();
    }

    @Test
    void inspectAllWhenSomeAreThereTellsThoseInOrder() {
        String one = engine().create(specification("one", List.of()));
        String two = engine().create(specification("two", List.of()));
        List<String> asked = new ArrayList<>(Collections.nCopies(20, one));
        asked.add(project() + "-none");
        asked.add(two);

        List<ContainerDetails> found = engine().inspectAll(asked);

        assertThat(found).hasSize(21);
        assertThat(found.getFirst()).isEqualTo(engine().inspect(one).orElseThrow());
        assertThat(found.getLast()).isEqualTo(engine().inspect(two).orElseThrow());
        assertThat(engine().inspectAll(List.of())).isEmpty();
    }

    @Test
    void startWhenCreatedRunsAndStopWhenRunningEnds() {
        String id = engine().create(specification("one", List.of()));

        engine().start(id);
        engine().start(id);
        assertThat(engine().inspect(id).orElseThrow().state()).isEqualTo(ContainerState.RUNNING);
        assertThat(engine().inspect(id).orElseThrow().startedAt()).isPresent();

        engine().stop(id);
        engine().stop(id);
        assertThat(engine().inspect(id).orElseThrow().state()).isEqualTo(ContainerState.EXITED);
    }

    @Test
    void startWhenNotThereRefuses() {
        assertThatThrownBy(() -> engine().start(project() + "-none"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void renameWhenTheNameIsFreeOrTakenGivesItOrRefuses() {
        String one = engine().create(specification("one", List.of()));
        String two = engine().create(specification("two", List.of()));

        engine().rename(one, project() + "-three");

        assertThat(engine().inspect(one).orElseThrow().name()).isEqualTo(project() + "-three");
        assertThatThrownBy(() -> engine().rename(two, project() + "-three"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.status()).isEqualTo(409));
    }

    @Test
    void removeWhenThereOrNotLeavesNothing() {
        String id = engine().create(specification("one", List.of()));

        engine().remove(id, true);
        engine().remove(id, true);

        assertThat(engine().inspect(id)).isEmpty();
        assertThat(engine().create(specification("one", List.of()))).isNotEqualTo(id);
    }

    @Test
    void removeWhenRunningNeedsForce() {
        String id = engine().create(specification("one", List.of()));
        engine().start(id);

        assertThatThrownBy(() -> engine().remove(id, false)).isInstanceOf(EngineException.class);
        engine().remove(id, true);
        assertThat(engine().inspect(id)).isEmpty();
    }

    @Test
    void updateLimitsWhenGivenInPartChangesThatPart() {
        String id = engine().create(specification("one", List.of()));
        engine().start(id);

        engine().updateLimits(id, limits(OptionalDouble.of(0.5), OptionalLong.of(64 << 20), OptionalLong.empty()));
        engine().updateLimits(id, limits(OptionalDouble.empty(), OptionalLong.of(512 << 20), OptionalLong.of(50)));

        assertThat(engine().inspect(id).orElseThrow().limits())
                .isEqualTo(limits(OptionalDouble.of(0.5), OptionalLong.of(512 << 20), OptionalLong.of(50)));
    }

    @Test
    void archiveWhenWrittenToAVolumeOutlivesTheContainer() throws IOException {
        engine().createVolume(project() + "_data", labels());
        List<String> binds = List.of(project() + "_data:/var/lib/contract");
        String first = engine().create(specification("one", binds));

        engine().writeArchive(first, "/var/lib/contract", tar("a/file.txt", "text"));
        engine().remove(first, true);
        String second = engine().create(specification("two", binds));

        assertThat(files(engine().readArchive(second, "/var/lib/contract/a").orElseThrow()))
                .containsExactly(Map.entry("a/file.txt", "text"));
        assertThat(files(engine().readArchive(second, "/var/lib/contract/a/file.txt")
                        .orElseThrow()))
                .containsExactly(Map.entry("file.txt", "text"));
    }

    @Test
    void archiveWhenPathOrContainerIsMissingIsEmpty() {
        String id = engine().create(specification("one", List.of()));

        assertThat(engine().readArchive(id, "/no/such/path")).isEmpty();
        assertThat(engine().readArchive(project() + "-none", "/etc")).isEmpty();
    }

    @Test
    void writeArchiveWhenFolderIsMissingRefuses() {
        String id = engine().create(specification("one", List.of()));

        assertThatThrownBy(() -> engine().writeArchive(id, "/no/such/path", tar("file", "text")))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void volumesWhenCreatedAreListedUntilRemoved() {
        engine().createVolume(project() + "_data", labels());
        engine().createVolume(project() + "_data", labels());

        assertThat(engine().volumes(Map.of(LABEL, project())))
                .extracting(Volume::name)
                .containsExactly(project() + "_data");
        engine().removeVolume(project() + "_data");
        engine().removeVolume(project() + "_data");
        assertThat(engine().volumes(Map.of(LABEL, project()))).isEmpty();
    }

    @Test
    void imageWhenItIsThereIsFoundAndNoOtherIs() {
        assertThat(engine().image(image()).orElseThrow().id()).isNotEmpty();
        assertThat(engine().image("berth/" + project() + ":1")).isEmpty();
    }

    @Test
    void inspectWhenCreatedAsBerthDoesTellsThatItMayDoLittle() {
        String id = engine().create(specification("one", List.of()));

        assertThat(engine().inspect(id).orElseThrow().setup()).satisfies(setup -> {
            assertThat(setup.user()).isEmpty();
            assertThat(setup.privileged()).isFalse();
            assertThat(setup.readOnlyRoot()).isFalse();
            assertThat(setup.securityOptions()).containsExactly("no-new-privileges");
            assertThat(setup.capabilitiesDropped()).containsExactly("ALL");
            assertThat(setup.capabilitiesAdded()).isEmpty();
            assertThat(setup.hostNamespaces()).isEmpty();
            assertThat(setup.devices()).isEmpty();
            assertThat(setup.healthCheck()).isFalse();
            assertThat(setup.restartPolicy()).isEqualTo("no");
        });
    }

    @Test
    void inspectWhenCreatedWithMoreTellsThat() {
        String id = engine().create(new ContainerSpecification(
                Optional.of(project() + "-one"),
                image(),
                List.of("sleep", "600"),
                Optional.of("1000:1000"),
                labels(),
                List.of(),
                "host",
                List.of("CHOWN", "FOWNER"),
                true,
                true,
                false));

        assertThat(engine().inspect(id).orElseThrow().setup()).satisfies(setup -> {
            assertThat(setup.user()).isEqualTo("1000:1000");
            assertThat(setup.readOnlyRoot()).isTrue();
            assertThat(setup.capabilitiesAdded()).containsExactlyInAnyOrder("CHOWN", "FOWNER");
            assertThat(setup.hostNamespaces()).containsExactly("network");
        });
    }

    @Test
    void networkWhenItIsThereIsFoundByNameAndIdAndNoOtherIs() {
        Network bridge = engine().network("bridge").orElseThrow();

        assertThat(bridge.name()).isEqualTo("bridge");
        assertThat(bridge.internal()).isFalse();
        assertThat(engine().network(bridge.id())).contains(bridge);
        assertThat(engine().network(project() + "_none")).isEmpty();
    }

    protected ContainerSpecification specification(String name, List<String> binds) {
        return new ContainerSpecification(
                Optional.of(project() + "-" + name),
                image(),
                List.of("sleep", "600"),
                Optional.empty(),
                labels(),
                binds,
                "none",
                List.of(),
                false,
                true,
                false);
    }

    private Map<String, String> labels() {
        return Map.of(LABEL, project(), "dev.berth.purpose", "contract");
    }

    private static ContainerLimits limits(OptionalDouble cpus, OptionalLong memory, OptionalLong pids) {
        return new ContainerLimits(cpus, memory, pids);
    }

    /** A tar with one file and the folder above it. */
    static InputStream tar(String path, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            int slash = path.indexOf('/');
            if (slash >= 0) {
                tar.putArchiveEntry(new TarArchiveEntry(path.substring(0, slash + 1)));
                tar.closeArchiveEntry();
            }
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** The files of a tar by path. */
    static Map<String, String> files(InputStream archive) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }
}
