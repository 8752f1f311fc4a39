package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretTemplateFilesTests {
    private static final String DECLARED = """
            postgres.app:
              generate: {length: 32, alphabet: hex}
              consumers: [rest]
              logins: {first: app_a, second: app_b}
              overlap: 24h
            api.jwt: {generate: {}}
            smtp.password: {from: "team/mail#password"}
            """;

    @TempDir
    private Path root;

    private WorkspaceFolder folder;

    @BeforeEach
    void makeWorkspace() {
        folder = new WorkspaceFolder(root)
                .devWith("secrets: {templates: secrets}\n")
                .write("secrets/secrets.yaml", DECLARED);
    }

    @Test
    void secretTemplatesWhenAllIsWellReadsDeclarationsAndTemplates() {
        folder.write("secrets/app.conf", """
                # berth: services=rest,gateway file=app.conf
                user=app
                password={{ secret "postgres.app" }}
                """);
        folder.write("secrets/.hidden", "no template").write("secrets/app.conf~", "an editor's copy");

        SecretTemplates templates = folder.definitions().secretTemplates(folder.definition());

        assertThat(templates.secrets().values())
                .containsExactly(
                        new SecretTemplates.Declaration(
                                "postgres.app",
                                Optional.of(new SecretTemplates.Generate(32, SecretTemplates.Alphabet.HEX)),
                                List.of("rest"),
                                Optional.empty(),
                                Optional.of(new SecretTemplates.Logins("app_a", "app_b")),
                                Duration.ofHours(24)),
                        new SecretTemplates.Declaration(
                                "api.jwt",
                                Optional.of(new SecretTemplates.Generate(32, SecretTemplates.Alphabet.URL)),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO),
                        new SecretTemplates.Declaration(
                                "smtp.password",
                                Optional.empty(),
                                List.of(),
                                Optional.of("team/mail#password"),
                                Optional.empty(),
                                Duration.ZERO));
        assertThat(templates.templates())
                .containsExactly(new SecretTemplates.Template(
                        root.resolve("secrets/app.conf"),
                        List.of("rest", "gateway"),
                        "app.conf",
                        "user=app\npassword={{ secret \"postgres.app\" }}\n"));
    }

    @Test
    void secretTemplatesWhenNoFolderIsNamedAreEmpty() {
        folder.devWith("");

        assertThat(folder.definitions().secretTemplates(folder.definition()))
                .isEqualTo(new SecretTemplates(java.util.Map.of(), List.of()));
    }

    @Test
    void secretTemplatesWhenWrongThrowsWhatProblemsSay() {
        folder.write("secrets/a", "nothing\n");
        Definition definition = folder.definition();

        assertThatThrownBy(() -> folder.definitions().secretTemplates(definition))
                .isInstanceOf(DefinitionException.class)
                .hasMessage("secrets/a:1:1: the first line does not say whom the template is for");
    }

    @Test
    void problemsWhenEveryFunctionIsUsedFindNone() {
        folder.write("secrets/a", """
                // berth: services=rest file=a
                {{ secret "postgres.app" }} {{scram "postgres.app"}} {{ sha256 "postgres.app" }}
                {{ urlencode "postgres.app" }} {{ jwks "api.jwt" }}
                """);

        assertThat(folder.problems()).isEmpty();
    }

    /** The text of secrets/a below its first line, and what is said of it. */
    static Stream<Arguments> badTemplates() {
        return Stream.of(
                Arguments.of(
                        "x\n  y={{ secret \"postgres.ap\" }}",
                        "secrets/a:3:5: the secret \"postgres.ap\" is not declared → did you mean: postgres.app"),
                Arguments.of(
                        "{{ secret \"unheard.of\" }}",
                        "secrets/a:2:1: the secret \"unheard.of\" is not declared → Declare it in secrets.yaml."),
                Arguments.of(
                        "{{ scrma \"postgres.app\" }}",
                        "secrets/a:2:1: there is no function \"scrma\" → did you mean: scram"),
                Arguments.of(
                        "{{ md5 \"postgres.app\" }}",
                        "secrets/a:2:1: there is no function \"md5\" → known are: secret, quoted, pgpass, word, scram, sha256, acl, urlencode, jwks, login, retired"),
                Arguments.of(
                        "a {{ postgres.app }}",
                        "secrets/a:2:3: what follows {{ is not a function and a name → Write: {{ secret \"NAME\" }}"),
                Arguments.of(
                        "{{ secret \"postgres.app\"",
                        "secrets/a:2:1: what follows {{ is not a function and a name → Write: {{ secret \"NAME\" }}"));
    }

    @ParameterizedTest
    @MethodSource("badTemplates")
    void problemsWhenATemplateIsWrongNamePlaceAndRemedy(String text, String expected) {
        folder.write("secrets/a", "# berth: services=rest file=a\n" + text + "\n");

        assertThat(folder.problems()).containsExactly(expected);
    }

    /** The first line of secrets/a, and what is said of it. */
    static Stream<Arguments> badHeads() {
        String write = " → Write: # berth: services=rest,gateway file=app.conf";
        return Stream.of(
                Arguments.of("", "the first line does not say whom the template is for" + write),
                Arguments.of("# berth: file=a", "the first line does not say whom the template is for" + write),
                Arguments.of(
                        "# berth: services=rest file=../a",
                        "\"../a\" is neither a service's name nor a file's" + write),
                Arguments.of(
                        "# berth: services=rest, file=a", "\"\" is neither a service's name nor a file's" + write));
    }

    @ParameterizedTest
    @MethodSource("badHeads")
    void problemsWhenTheFirstLineIsWrongSayHowToWriteIt(String head, String expected) {
        folder.write("secrets/a", head + "\ntext\n");

        assertThat(folder.problems()).containsExactly("secrets/a:1:1: " + expected);
    }

    @Test
    void problemsWhenTwoTemplatesRenderOneFileNameBoth() {
        folder.write("secrets/a", "# berth: services=rest file=app.conf\n");
        folder.write("secrets/b", "# berth: services=gateway,rest file=app.conf\n");

        assertThat(folder.problems())
                .containsExactly("secrets/b:1:1: app.conf is rendered for rest by secrets/a already"
                        + " → Give one of them another file=NAME.");
    }

    @Test
    void problemsWhenAFolderLiesAmongTheTemplatesSaySo() throws Exception {
        Files.createDirectories(root.resolve("secrets/more"));

        assertThat(folder.problems())
                .containsExactly("secrets/more: this is a folder, not a file → Put a file in its place.");
    }

    @Test
    void problemsWhenSecretsYamlIsMissingSaySo() throws Exception {
        Files.delete(root.resolve("secrets/secrets.yaml"));

        assertThat(folder.problems())
                .containsExactly("secrets/secrets.yaml: the file does not exist → Create it, or correct the name.");
    }

    @Test
    void problemsWhenADeclarationIsWrongNamePlaceAndRemedy() {
        folder.write("secrets/secrets.yaml", """
                api.jwt: {generate: {lenght: 64}}
                a.b: {generate: {length: 4}}
                c.d: {generate: {alphabet: hxe}}
                e.f: {from: nowhere}
                """);

        assertThat(folder.problems())
                .containsExactly(
                        "secrets/secrets.yaml:1:22: unknown key \"lenght\" under api.jwt.generate → did you mean: length",
                        "secrets/secrets.yaml:2:26: a.b.generate.length must be at least 16, not 4 → Correct the number.",
                        "secrets/secrets.yaml:3:28: c.d.generate.alphabet must be url, hex or alphanumeric, not \"hxe\""
                                + " → did you mean: hex",
                        "secrets/secrets.yaml:4:13: e.f.from must be a place in Vault, not \"nowhere\""
                                + " → Such as team/database#password.");
    }

    @Test
    void problemsWhenTheDefinitionNamesAnUndeclaredSecretSayWhere() {
        folder.devWith("""
                secrets: {templates: secrets}
                variables: {TOKEN: {secret: api.jtw}}
                migrations: {location: ., service: db, database: app, user: m, passwordSecret: postgres.apq}
                services: {rest: {endpoints: [{name: A, url: 'x://{{ secret "postgres.aap" }}@{{ host }}'}]}}
                """);

        assertThat(folder.problems())
                .containsExactlyInAnyOrder(
                        "environments/dev.yaml:3:29: the secret \"api.jtw\" is not declared → did you mean: api.jwt",
                        "environments/dev.yaml:4:80: the secret \"postgres.apq\" is not declared"
                                + " → did you mean: postgres.app",
                        "environments/dev.yaml:5:46: the secret \"postgres.aap\" is not declared"
                                + " → did you mean: postgres.app");
    }

    @Test
    void problemsWhenAnEndpointIsMadeOfUnknownPartsSayWhatThereIs() {
        folder.devWith("""
                secrets: {templates: secrets}
                services: {rest: {endpoints: [{name: A, url: 'x://{{ hots }}:{{ port 80 }}'}, {name: B, url: '{{ host }}'}]}}
                """);

        assertThat(folder.problems())
                .containsExactly(
                        "environments/dev.yaml:3:46: what follows {{ in services.rest.endpoints[0].url is nothing"
                                + " that an endpoint is made of"
                                + " → Write {{ host }}, {{ port 5432 }}, {{ secret \"NAME\" }} or {{ urlencode \"NAME\" }}.");
    }
}
