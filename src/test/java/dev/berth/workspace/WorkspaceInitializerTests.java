package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceInitializerTests {
    private static final Path INSTALLATION = Path.of("").toAbsolutePath();

    @TempDir
    private Path root;

    @Test
    void fromInstallationWhenTheFolderIsNewWritesAValidWorkspaceOfItsName() {
        Workspace workspace = new WorkspaceInitializer(root.resolve("Shop")).fromInstallation(INSTALLATION);

        Definitions definitions = Definitions.in(workspace);
        assertThat(definitions.names()).containsExactly("dev", "prod");
        assertThat(definitions.problems("dev")).isEmpty();
        assertThat(definitions.problems("prod")).isEmpty();
        assertThat(definitions.read("dev").project()).isEqualTo("shop-dev");
        assertThat(root.resolve("Shop/compose/postgres/entrypoint")).isExecutable();
        assertThat(root.resolve("Shop/schemas/environment.schema.json")).exists();
        assertThat(root.resolve("Shop/migrations/succeeded")).doesNotExist();
    }

    @Test
    void fromInstallationWhenAPartIsThereTouchesNothing() throws Exception {
        Files.createDirectories(root.resolve("migrations"));

        assertThatThrownBy(() -> new WorkspaceInitializer(root).fromInstallation(INSTALLATION))
                .hasMessage("%s is there already, and init overwrites nothing".formatted(root.resolve("migrations")));
        assertThat(root).isDirectoryContaining("glob:**/migrations").isDirectoryNotContaining("glob:**/environments");
    }

    @Test
    void fromInstallationWhenItIsIncompleteSaysWhatIsMissing() {
        assertThatThrownBy(() -> new WorkspaceInitializer(root.resolve("a")).fromInstallation(root.resolve("b")))
                .hasMessage("the installation in %s has no folder environments to copy".formatted(root.resolve("b")));
    }

    @Test
    void aroundComposeWhenTheFileLiesInsideNamesItByARelativePath() {
        new WorkspaceFolder(root);

        Workspace workspace = new WorkspaceInitializer(root).aroundCompose(root.resolve("compose.yaml"), "running");

        Definition definition = Definitions.in(workspace).read("dev");
        assertThat(definition.project()).isEqualTo("running");
        assertThat(definition.compose().files()).containsExactly("compose.yaml");
        assertThat(Definitions.in(workspace).problems("dev")).isEmpty();
    }

    @Test
    void aroundComposeWhenTheWorkspaceLiesBelowTheFileGoesUp() {
        new WorkspaceFolder(root);

        Workspace workspace =
                new WorkspaceInitializer(root.resolve("ops/berth")).aroundCompose(root.resolve("compose.yaml"), "a");

        assertThat(Definitions.in(workspace).read("dev").compose().files()).containsExactly("../../compose.yaml");
    }

    @Test
    void aroundComposeWhenTheFileLiesElsewhereNamesItByItsWholePath() {
        Path file = root.resolve("it's here/stack.yaml");
        new WorkspaceFolder(root).write("it's here/stack.yaml", "services: {}\n");

        Workspace workspace = new WorkspaceInitializer(root.resolve("berth")).aroundCompose(file, "a");

        assertThat(Definitions.in(workspace).read("dev").compose().files()).containsExactly(file.toString());
    }

    @Test
    void aroundComposeWhenComposeWouldAddAnOverrideNamesItToo() {
        new WorkspaceFolder(root).write("compose.override.yaml", "services: {}\n");

        Workspace workspace = new WorkspaceInitializer(root).aroundCompose(root.resolve("compose.yaml"), "a");

        assertThat(Definitions.in(workspace).read("dev").compose().files())
                .containsExactly("compose.yaml", "compose.override.yaml");
    }

    @Test
    void aroundComposeWhenDevIsThereOverwritesNothing() throws Exception {
        new WorkspaceFolder(root).dev("mine: true\n");

        assertThatThrownBy(() -> new WorkspaceInitializer(root).aroundCompose(root.resolve("compose.yaml"), "a"))
                .hasMessage("%s is there already, and init overwrites nothing"
                        .formatted(root.resolve("environments/dev.yaml")));
        assertThat(Files.readString(root.resolve("environments/dev.yaml"))).isEqualTo("mine: true\n");
    }

    @Test
    void aroundComposeWhenThereIsNoSuchFileSaysSo() {
        assertThatThrownBy(() -> new WorkspaceInitializer(root).aroundCompose(root.resolve("nothing.yaml"), "a"))
                .hasMessage("the compose file %s does not exist".formatted(root.resolve("nothing.yaml")));
    }
}
