package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

        Workspace workspace = new WorkspaceInitializer(root)
                .aroundCompose(List.of(root.resolve("compose.yaml")), "running", new TreeMap<>());

        Definition definition = Definitions.in(workspace).read("dev");
        assertThat(definition.project()).isEqualTo("running");
        assertThat(root.resolve("environments/dev.yaml"))
                .content()
                .contains("\nworkspace: %s\nproject: running\n".formatted(definition.workspace()));
        assertThat(definition.compose().files()).containsExactly("compose.yaml");
        assertThat(Definitions.in(workspace).problems("dev")).isEmpty();
    }

    @Test
    void aroundComposeWhenKindsAreKnownWritesThem() {
        new WorkspaceFolder(root);

        Workspace workspace = new WorkspaceInitializer(root)
                .aroundCompose(
                        List.of(root.resolve("compose.yaml")),
                        "a",
                        new TreeMap<>(Map.of(
                                "db.main", Definition.Kind.POSTGRES,
                                "17", Definition.Kind.REDIS,
                                "true", Definition.Kind.PGBOUNCER)));

        Definition definition = Definitions.in(workspace).read("dev");
        assertThat(definition.service("db.main").kind()).isEqualTo(Definition.Kind.POSTGRES);
        assertThat(definition.service("17").kind()).isEqualTo(Definition.Kind.REDIS);
        assertThat(definition.service("true").kind()).isEqualTo(Definition.Kind.PGBOUNCER);
        assertThat(Definitions.in(workspace).problems("dev")).isEmpty();
    }

    @Test
    void aroundComposeWhenTheWorkspaceLiesBelowTheFileGoesUp() {
        new WorkspaceFolder(root);

        Workspace workspace = new WorkspaceInitializer(root.resolve("ops/berth"))
                .aroundCompose(List.of(root.resolve("compose.yaml")), "a", new TreeMap<>());

        assertThat(Definitions.in(workspace).read("dev").compose().files()).containsExactly("../../compose.yaml");
    }

    @Test
    void aroundComposeWhenTheFileLiesElsewhereNamesItByItsWholePath() {
        Path file = root.resolve("it's here/stack.yaml");
        new WorkspaceFolder(root).write("it's here/stack.yaml", "services: {}\n");

        Workspace workspace =
                new WorkspaceInitializer(root.resolve("berth")).aroundCompose(List.of(file), "a", new TreeMap<>());

        assertThat(Definitions.in(workspace).read("dev").compose().files()).containsExactly(file.toString());
    }

    @Test
    void composeFilesWhenComposeWouldAddAnOverrideNamesItToo() {
        new WorkspaceFolder(root).write("compose.override.yaml", "services: {}\n");

        assertThat(composeFiles("compose.yaml")).containsExactly("compose.yaml", "compose.override.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMPOSE_FILE=compose.yaml:ops/prod.yaml",
                "export COMPOSE_FILE = './compose.yaml:ops/prod.yaml'",
                "COMPOSE_FILE=other.yaml~COMPOSE_PATH_SEPARATOR=,~COMPOSE_FILE=compose.yaml,ops/prod.yaml # both"
            })
    void composeFilesWhenDotenvListsTheFileTakesTheList(String variables) {
        new WorkspaceFolder(root)
                .write("compose.override.yaml", "services: {}\n")
                .write("ops/prod.yaml", "services: {}\n")
                .write(".env", variables.replace("~", "\n") + "\n");

        assertThat(composeFiles("compose.yaml")).containsExactly("compose.yaml", "ops/prod.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMPOSE_FILE=other.yaml",
                "COMPOSE_FILE=${WHICH}.yaml:compose.yaml",
                "#COMPOSE_FILE=a:compose.yaml"
            })
    void composeFilesWhenDotenvListsOthersTakesTheFile(String variables) {
        new WorkspaceFolder(root).write(".env", variables + "\n");

        assertThat(composeFiles("compose.yaml")).containsExactly("compose.yaml");
    }

    @Test
    void composeFilesWhenDotenvListsOneThatIsNotThereSaysSo() {
        new WorkspaceFolder(root).write(".env", "COMPOSE_FILE=compose.yaml:gone.yaml\n");

        assertThatThrownBy(() -> composeFiles("compose.yaml"))
                .hasMessage("the compose file %s does not exist".formatted(root.resolve("gone.yaml")));
    }

    @Test
    void composeFilesWhenSeveralAreNamedTakesThemInTheirOrder() {
        new WorkspaceFolder(root)
                .write("compose.override.yaml", "services: {}\n")
                .write("prod.yaml", "services: {}\n");

        assertThat(composeFiles("compose.yaml", "prod.yaml")).containsExactly("compose.yaml", "prod.yaml");
    }

    private List<String> composeFiles(String... names) {
        return WorkspaceInitializer.composeFiles(
                        Stream.of(names).map(root::resolve).toList())
                .stream()
                .map(file -> root.relativize(file).toString())
                .toList();
    }

    @Test
    void aroundComposeWhenDevIsThereOverwritesNothing() throws Exception {
        new WorkspaceFolder(root).dev("mine: true\n");

        assertThatThrownBy(() -> new WorkspaceInitializer(root)
                        .aroundCompose(List.of(root.resolve("compose.yaml")), "a", new TreeMap<>()))
                .hasMessage("%s is there already, and init overwrites nothing"
                        .formatted(root.resolve("environments/dev.yaml")));
        assertThat(Files.readString(root.resolve("environments/dev.yaml"))).isEqualTo("mine: true\n");
    }

    @Test
    void composeFilesWhenThereIsNoSuchFileSaysSo() {
        assertThatThrownBy(() -> composeFiles("nothing.yaml"))
                .hasMessage("the compose file %s does not exist".formatted(root.resolve("nothing.yaml")));
    }
}
