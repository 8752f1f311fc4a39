package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Problem;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedProjectTests {
    @TempDir
    private Path root;

    @BeforeEach
    void makeWorkspace() throws IOException {
        Files.createDirectories(root.resolve("environments"));
        Files.writeString(root.resolve("compose.yaml"), "services: {}\n");
        define("dev", "workspace: acme\nproject: shop\ncompose: {files: [compose.yaml]}\n");
    }

    @Test
    void ofWhenTheProjectIsInheritedSaysWhereAndWhatToWrite() throws IOException {
        define("prod", "extends: dev\nprotected: true\n");

        assertThat(of("prod"))
                .contains(
                        new Problem(
                                Path.of("environments/dev.yaml"),
                                2,
                                1,
                                "project",
                                "prod and dev are the same project shop on the same engine: what is done to one is done to the other",
                                Optional.of(
                                        "prod takes its project from there. Write into environments/prod.yaml: project: acme-prod")));
        assertThat(of("dev").orElseThrow().hint()).contains("Give one of them another, such as project: acme-dev");
    }

    @Test
    void ofWhenTheyRunOnTwoEnginesFindsNothingWrong() throws IOException {
        define("prod", "extends: dev\nengine: {host: 'tcp://10.0.0.5:2376'}\n");

        assertThat(of("prod")).isEmpty();
        assertThat(of("dev")).isEmpty();
    }

    @Test
    void ofWhenTheProjectsDifferOrTheOtherCannotBeReadFindsNothingWrong() throws IOException {
        define("prod", "extends: dev\nproject: shop-prod\n");
        define("broken", "extends: dev\nprojct: shop\n");
        define("lost", "extends: dev\nengine: {context: nowhere}\n");

        assertThat(of("prod")).isEmpty();
        assertThat(of("dev")).isEmpty();
    }

    private Optional<Problem> of(String name) {
        Definitions definitions = Definitions.in(new Workspace(root));
        return new SharedProject(definitions, SharedProjectTests::host).of(definitions.read(name));
    }

    private static String host(Definition definition) {
        if (definition.engine().context().isPresent()) {
            throw new BerthException(ErrorCode.FAILED, "there is no such context", null);
        }
        return definition.engine().host().orElse("unix:///var/run/docker.sock");
    }

    private void define(String name, String text) throws IOException {
        Files.writeString(root.resolve("environments/" + name + ".yaml"), text);
    }
}
