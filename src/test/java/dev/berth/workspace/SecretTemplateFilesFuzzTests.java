package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import dev.berth.secret.SecretValues;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Declarations and templates of secrets that anybody may have written. */
class SecretTemplateFilesFuzzTests {
    private static final String DEFINITION = "compose: {files: [compose.yaml]}\nsecrets: {templates: templates}\n";
    private static final String DECLARED = """
            postgres.app:
              generate: {length: 32, alphabet: hex}
              consumers: [rest]
              logins: {first: app_a, second: app_b}
              overlap: 24h
            api.jwt: {generate: {}}
            """;

    @TempDir
    static Path folder;

    private static @Nullable Definitions definitions;

    @FuzzTarget
    void declarations(byte[] input) throws Exception {
        Definitions read = definitions();
        Files.writeString(folder.resolve("templates/app.conf"), "# berth: services=rest file=app.conf\n");
        Files.write(folder.resolve("templates/secrets.yaml"), input);

        Thrift.of(input.length, () -> problems(read));
    }

    /** What validation lets through is what rendering takes. */
    @FuzzTarget
    void template(byte[] input) throws Exception {
        Definitions read = definitions();
        Files.writeString(folder.resolve("templates/secrets.yaml"), DECLARED);
        Files.write(folder.resolve("templates/app.conf"), input);
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            if (problems(read).isEmpty()) {
                read.secretTemplates(read.read("dev")).templates().forEach(each -> render(each.text()));
                return;
            }
            try {
                render(text);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
                assertThat(text).contains("{{");
            }
        });
    }

    private static void render(String text) {
        SecretTemplate template = new SecretTemplate("app.conf", text);
        String rendered = template.render(new Values()).reveal();
        assertThat(rendered.equals(text) || text.contains("{{")).isTrue();
        assertThat(template.names()).allMatch(name -> !name.contains("\n"));
    }

    private static Definitions definitions() {
        if (definitions == null) {
            definitions = new WorkspaceFolder(folder)
                    .dev(DEFINITION)
                    .write("templates/secrets.yaml", "")
                    .definitions();
        }
        return definitions;
    }

    private static List<Problem> problems(Definitions read) {
        List<Problem> problems = read.problems("dev");
        problems.forEach(DefinitionsFuzzTests::check);
        return problems;
    }

    private static final class Values implements SecretValues {
        private static final SecretValue CURRENT = SecretValue.of("c".repeat(40));
        private static final SecretValue BEFORE = SecretValue.of("b".repeat(40));

        @Override
        public SecretValue current(String name) {
            return CURRENT;
        }

        @Override
        public List<SecretValue> earlier(String name) {
            return List.of(BEFORE);
        }

        @Override
        public String login(String name) {
            return "app_a";
        }

        @Override
        public String retired(String name) {
            return "app_b";
        }
    }
}
