package dev.berth.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeProject;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.EngineAddress;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.secret.MemorySecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.SecretTemplates;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderingTests {
    @TempDir
    private Path root;

    /** A first version is written at the epoch, each further one a second later; the overlap is a minute. */
    private final MemorySecretStore store = new MemorySecretStore();

    @BeforeEach
    void storeTheKeyOfHashes() {
        store.write(SecretDelivery.HASH_KEY, SecretValue.of("the key of the hashes"), 0);
    }

    @Test
    void earlierWhenOverlapLastsIsTheValueBefore() throws IOException {
        store.write("a", SecretValue.of("first"), 0);
        store.write("a", SecretValue.of("second"), 1);

        assertThat(at(10).current("a")).isEqualTo(SecretValue.of("second"));
        assertThat(at(10).earlier("a")).containsExactly(SecretValue.of("first"));
        assertThat(at(60).earlier("a")).containsExactly(SecretValue.of("first"));
        assertThat(at(61).earlier("a")).isEmpty();
    }

    @Test
    void earlierWhenTheSameValueWasWrittenAgainEndsAsIfItHadNot() throws IOException {
        store.write("a", SecretValue.of("first"), 0);
        store.write("a", SecretValue.of("second"), 1);
        store.write("a", SecretValue.of("second"), 2);

        assertThat(at(60).earlier("a")).containsExactly(SecretValue.of("first"));
        assertThat(at(61).earlier("a")).isEmpty();
    }

    @Test
    void earlierWhenSeveralWereReplacedWithinTheOverlapAreAllOfThem() throws IOException {
        store.write("a", SecretValue.of("first"), 0);
        store.write("a", SecretValue.of("second"), 1);
        store.write("a", SecretValue.of("third"), 2);

        assertThat(at(60).earlier("a")).containsExactly(SecretValue.of("second"), SecretValue.of("first"));
        assertThat(at(61).earlier("a")).containsExactly(SecretValue.of("second"));
        assertThat(at(62).earlier("a")).isEmpty();
    }

    @Test
    void earlierWhenThereIsNoneIsEmpty() throws IOException {
        store.write("a", SecretValue.of("first"), 0);

        assertThat(at(1).earlier("a")).isEmpty();
    }

    @Test
    void filesWhenOverlapEndsDifferThoughVersionsDoNot() throws IOException {
        store.write("a", SecretValue.of("first"), 0);
        store.write("a", SecretValue.of("second"), 1);
        Rendering during = at(10);
        Rendering after = at(61);

        assertThat(during.versions("one")).isEqualTo(after.versions("one"));
        assertThat(during.hashes(during.files("one"))).isNotEqualTo(after.hashes(after.files("one")));
    }

    @Test
    void isCompleteWhenASecretIsNotStoredIsFalse() throws IOException {
        assertThat(at(1).isComplete("one")).isFalse();
        assertThat(at(1).missing()).containsExactly("a");
    }

    private Rendering at(long seconds) throws IOException {
        return new Rendering(
                environment(),
                store,
                store.readAll(Set.of("a", SecretDelivery.HASH_KEY)),
                Map.of(),
                (name, turn) -> true,
                Clock.fixed(Instant.EPOCH.plusSeconds(seconds), ZoneOffset.UTC));
    }

    private Environment environment() throws IOException {
        Files.createDirectories(root.resolve("environments"));
        Files.writeString(root.resolve("compose.yaml"), "services: {}\n");
        Files.writeString(root.resolve("environments/dev.yaml"), "compose: {files: [compose.yaml]}\n");
        Workspace workspace = new Workspace(root);
        EngineAddress engine = new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty());
        return new Environment(
                workspace,
                Definitions.in(workspace).read("dev"),
                new ComposeProject(Optional.of("p"), List.of(), Optional.empty(), List.of(), engine),
                model(),
                secrets(),
                new Stack("dev", "w", "p", false, engine, List.of(), Definition.VolumeRules.USUAL));
    }

    private static SecretTemplates secrets() {
        return new SecretTemplates(
                Map.of(
                        "a",
                        new SecretTemplates.Declaration(
                                "a",
                                Optional.empty(),
                                List.of("one"),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofMinutes(1))),
                List.of(new SecretTemplates.Template(
                        Path.of("users"), List.of("one", "elsewhere"), "users", "user x {{ acl \"a\" }}\n")));
    }

    private static ComposeModel model() {
        SequencedMap<String, ComposeModel.Service> services = new LinkedHashMap<>();
        services.put(
                "one",
                new ComposeModel.Service(
                        "one",
                        "image",
                        false,
                        Optional.empty(),
                        1,
                        new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()),
                        false,
                        false,
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of()));
        return new ComposeModel("p", "{}", services, List.of(), Map.of(), List.of());
    }
}
