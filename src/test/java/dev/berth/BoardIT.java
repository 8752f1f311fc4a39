package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The board as a person sees it, in a real terminal, with containers that come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardIT {
    private static final String PROMPT = "dev ● >";
    private static final String KEYS = "/ filter  ? help";
    private static final String SECRET = "never-in-a-log-4711";

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private BerthProgram berth;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        TerminalScreen.require();
        Path workspace = folder.resolve("harbour");
        berth = new BerthProgram(workspace, folder.resolve("home")).with("TERM", "screen");
        write(workspace, "environments/dev.yaml", """
            project: %s
            compose: {files: [compose.yaml]}
            secrets: {templates: secrets-templates, provider: local}
            """.formatted(project));
        write(workspace, "compose.yaml", """
            x-service: &service {image: "berth/helper:1", stop_grace_period: 1s}
            services:
              storefront: {<<: *service, command: [sh, -c, "echo open with %s; exec sleep infinity"]}
              warehouse: {<<: *service, command: [sh, -c, "echo full; n=0; while sleep 1; do n=$$((n+1)); echo parcel $$n; done"]}
            """.formatted(SECRET));
        write(workspace, "secrets-templates/secrets.yaml", "shop.token: {consumers: [storefront]}\n");
        write(
                workspace,
                "secrets-templates/token",
                "# berth: services=storefront file=token\n{{ secret \"shop.token\" }}\n");
        berth.runWithInput(SECRET + "\n", "secrets", "set", "shop.token", "--env", "dev", "--yes")
                .expect(0);
        berth.run("env", "switch", "dev", "--yes").expect(0);
    }

    @AfterAll
    void removeEverything() {
        DockerProgram.removeProject(project);
    }

    @Test
    void boardWhenLeftLeavesTheTerminalAsItWas() {
        for (String key : List.of("q", "C-c")) {
            try (TerminalScreen screen = board()) {
                assertThat(screen.text())
                        .contains("DEV  ●", "harbour", "storefront", "warehouse", "healthy, 2 of 2 well");

                screen.press(key).shows("ended with 0").isOrdinary();
            }
        }
    }

    @Test
    void boardWhenOpenedFromThePromptGoesBackToIt() {
        try (TerminalScreen screen = TerminalScreen.running(berth.command())) {
            screen.lineIs(PROMPT);
            for (String key : List.of("q", "C-c")) {
                screen.type("stack status").press("Enter").shows(KEYS);
                screen.press(key).isOrdinary().lineIs(PROMPT);
            }
            screen.type("version")
                    .press("Enter")
                    .shows("Berth ")
                    .type("exit")
                    .press("Enter")
                    .shows("ended with 0");
        }
    }

    @Test
    void boardWhenToldToEndLeavesTheTerminalAsItWas() {
        for (String signal : List.of("TERM", "HUP")) {
            try (TerminalScreen screen = board()) {
                screen.signal(signal).shows("ended with 130").isOrdinary();
            }
        }
    }

    @Test
    void boardWhenAContainerDiesSaysSo() {
        try (TerminalScreen screen = board()) {
            DockerProgram.docker("kill", project + "-warehouse-1");
            screen.shows("exited with 137", "1 of 2 well").type("3").shows("ended with exit code 137");

            screen.type("1/ware").press("Enter").hides("storefront").type("ry");

            screen.shows("✓ stack restart warehouse").shows("healthy, 2 of 2 well");
        }
    }

    @Test
    void logsShowWhatIsSaidWithoutSecrets() {
        try (TerminalScreen screen = board()) {
            screen.type("2/open").press("Enter").shows("open with ••••").hides("parcel");
            assertThat(screen.text()).doesNotContain(SECRET);
            screen.press("Escape").shows("parcel");
        }
        assertThat(berth.run("logs", "tail", "storefront").expect(0).output())
                .contains("storefront | open with ••••")
                .doesNotContain(SECRET, "full");
    }

    @Test
    void logsWhenPausedStandStillAndGoOn() {
        try (TerminalScreen screen = board()) {
            screen.type("2").shows("parcel 3").type("p").shows("paused").shows("more since");
            List<String> still = log(screen);
            screen.shows("5 more since");
            assertThat(log(screen)).isEqualTo(still);

            screen.type("fparcel 2").press("Enter").shows("▶");
            screen.type("G").hides("paused", "▶");
        }
    }

    @Test
    void clickShowsWhatItIsOn() {
        try (TerminalScreen screen = board()) {
            screen.click(45, 2).shows("no service keeps a volume").click(5, 2).shows("storefront", "MEMORY");
            screen.click(5, 6).click(5, 6).shows("BLOCK I/O", "VARIABLES  names only");
        }
    }

    @Test
    void restartWhenReadOnlyIsRefused() {
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status", "--read-only"))) {
            screen.shows(KEYS, "read-only").type("r").shows("✗ stack restart", "not while read-only");
            screen.type(":stack restart storefront --yes").press("Enter").shows("read-only", "Any key goes back");
        }
    }

    @Test
    void commandRunsOnTheOrdinaryTerminalAndTheBoardComesBack() {
        try (TerminalScreen screen = board()) {
            screen.type(":env list")
                    .press("Enter")
                    .shows("ENVIRONMENT", "Any key goes back")
                    .isOrdinary();
            screen.press("Space").shows(KEYS, "storefront").hides("ENVIRONMENT");
            screen.type("s")
                    .isOrdinary()
                    .type("echo in $((40+2)); exit")
                    .press("Enter")
                    .shows("in 42");
            screen.press("Space").shows(KEYS);
        }
    }

    @Test
    void boardWhenResizedDrawsItselfAnew() {
        try (TerminalScreen screen = board()) {
            screen.resize(50, 10).shows("50 x 10 is too small");
            screen.resize(200, 60).shows("CONTAINERS", "storefront", KEYS);
            screen.resize(80, 24).hides("CONTAINERS").shows(KEYS);
        }
    }

    @Test
    void statusWhenAFormatIsNamedPrintsATable() {
        try (TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status", "--format", "table"))) {
            screen.shows("SERVICE", "IMAGE", "ended with 0").isOrdinary();
        }
    }

    /** What is between the header with its clock and the last two rows. */
    private static List<String> log(TerminalScreen screen) {
        return screen.text().lines().skip(3).limit(20).toList();
    }

    private TerminalScreen board() {
        TerminalScreen screen = TerminalScreen.running(berth.command("stack", "status"));
        try {
            return screen.shows(KEYS, "storefront");
        } catch (AssertionError e) {
            screen.close();
            throw e;
        }
    }

    private static void write(Path workspace, String name, String text) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
