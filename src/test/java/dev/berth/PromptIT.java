package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The prompt as a person sees it, in a real terminal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptIT {
    private static final String PROMPT = "dev ● >";
    private static final String SECRET = "never-in-the-history-4711";

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private Path home;
    private Path workspace;
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        TerminalScreen.require();
        home = folder.resolve("home");
        workspace = folder.resolve("harbour");
        berth = new BerthProgram(workspace, home).with("TERM", "screen");
        write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates, provider: local}
                """.formatted(project));
        write("environments/prod.yaml", """
                project: %s-prod
                protected: true
                compose: {files: [compose.yaml]}
                """.formatted(project));
        write("compose.yaml", """
                x-service: &service {image: "berth/helper:1", stop_grace_period: 1s}
                services:
                  storefront: {<<: *service, command: [sh, -c, "echo open; exec sleep infinity"]}
                  warehouse: *service
                """);
        write("secrets-templates/secrets.yaml", "shop.token: {consumers: [storefront]}\n");
        write("secrets-templates/token", "# berth: services=storefront file=token\n{{ secret \"shop.token\" }}\n");
        berth.runWithInput("for-the-first-time\n", "secrets", "set", "shop.token", "--env", "dev", "--yes")
                .expect(0);
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void bannerWhenStartedNamesTheWorkspaceAndItsEnvironments() {
        try (TerminalScreen screen = prompt()) {
            assertThat(screen.text())
                    .contains("Berth ", "workspace harbour", "dev (active)", "prod (protected)", "TAB completes");
        }
    }

    @Test
    void tabWhenUnambiguousCompletesVerbsEnvironmentsAndServices() {
        try (TerminalScreen screen = prompt()) {
            screen.type("env sw").press("Tab").lineIs(PROMPT + " env switch");
            screen.type("p").press("Tab").lineIs(PROMPT + " env switch prod");
            screen.press("C-u").type("stack logs st").press("Tab").lineIs(PROMPT + " stack logs storefront");
        }
    }

    @Test
    void enterWhenAVerbIsMistypedAsksWhatWasMeantAndGoesOn() {
        try (TerminalScreen screen = prompt()) {
            screen.type("env lsit").press("Enter").shows("did you mean", "env list");
            screen.lineIs(PROMPT);
        }
    }

    @Test
    void interruptWhenACommandRunsEndsTheCommandAlone() {
        try (TerminalScreen screen = prompt()) {
            screen.type("stack logs --follow storefront").press("Enter").shows("storefront | open");

            screen.press("C-c").lineIs(PROMPT);

            screen.type("env current").press("Enter").shows("env current\ndev\n");
        }
    }

    @Test
    void interruptWhenALineIsTypedGivesUpTheLine() {
        try (TerminalScreen screen = prompt()) {
            screen.type("stack down --yes").press("C-c").lineIs(PROMPT);
            assertThat(screen.text()).doesNotContain("ended with");

            screen.press("C-d").shows("ended with 0");
        }
        berth.run("stack", "status").expect(0);
    }

    @Test
    void switchWhenProtectedAsksForTheNameAndTakesNothingElse() {
        try (TerminalScreen screen = prompt()) {
            screen.type("env switch prod").press("Enter").shows("prod", "create");
            screen.type("yes").press("Enter").shows("nothing was changed").lineIs(PROMPT);
        }
        assertThat(DockerProgram.docker(
                        "ps", "-aq", "--filter", "label=com.docker.compose.project=" + project + "-prod"))
                .isEmpty();
    }

    @Test
    void historyWhenSecretsWereSetHoldsCommandsAndNoSecret() throws IOException {
        try (TerminalScreen screen = prompt()) {
            screen.type("env list").press("Enter").shows("prod").lineIs(PROMPT);
            screen.type("secrets set shop.token").press("Enter").shows("Value of shop.token");
            screen.type(SECRET).press("Enter").shows("is v").lineIs(PROMPT);
            assertThat(screen.text()).doesNotContain(SECRET);
            screen.type("secrets set shop.token " + SECRET).press("Enter").lineIs(PROMPT);
            screen.type("exit").press("Enter").shows("ended with 0");
        }

        Path history = home.resolve("state/berth/history");
        assertThat(history).content().contains("env list").doesNotContain("shop.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(everyFile(home)).doesNotContain(SECRET);
        assertThat(everyFile(workspace)).doesNotContain(SECRET);
        assertThat(berth.run("secrets", "get", "shop.token", "--reveal")
                        .expect(0)
                        .output())
                .isEqualTo(SECRET + "\n");
    }

    private TerminalScreen prompt() {
        TerminalScreen screen = TerminalScreen.running(berth.command());
        screen.lineIs(PROMPT);
        return screen;
    }

    private void write(String file, String text) throws IOException {
        Path path = workspace.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String everyFile(Path below) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> paths = Files.walk(below)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(path, StandardCharsets.ISO_8859_1)).append('\n');
            }
        }
        return text.toString();
    }
}
