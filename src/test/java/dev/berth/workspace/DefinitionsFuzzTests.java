package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that anybody may have written: each yields problems or a definition, and nothing else. */
class DefinitionsFuzzTests {
    @TempDir
    static Path folder;

    private static @Nullable Definitions definitions;

    @FuzzTarget
    void definition(byte[] input) throws Exception {
        Definitions read = definitions();
        Files.write(folder.resolve("environments/dev.yaml"), input);

        Thrift.of(input.length, () -> check(read));
    }

    /** The same for all inputs: it reads its files anew each time, and the schema once. */
    private static Definitions definitions() {
        if (definitions == null) {
            definitions = new WorkspaceFolder(folder)
                    .write("environments/base.yaml", "onLeave: stop\n")
                    .definitions();
        }
        return definitions;
    }

    private static void check(Definitions definitions) {
        List<Problem> problems = definitions.problems("dev");
        problems.forEach(DefinitionsFuzzTests::check);
        try {
            Definition definition = definitions.read("dev");
            assertThat(definition.name()).isEqualTo("dev");
            assertThat(definitions.files("dev")).isNotEmpty();
            definition.services().keySet().forEach(name -> definitions.locate("dev", "services." + name + ".limits"));
            definitions.secretTemplates(definition);
        } catch (DefinitionException e) {
            assertThat(problems).isNotEmpty();
            e.problems().forEach(DefinitionsFuzzTests::check);
        }
    }

    /** It says what and where. */
    static void check(Problem problem) {
        assertThat(problem.message()).isNotBlank();
        assertThat(problem.line()).isNotNegative();
        assertThat(problem.column()).isNotNegative();
    }
}
