package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.TerminalScreen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion as the user's shell does it; nothing here needs an engine. */
class CompletionIT {
    @TempDir
    Path folder;

    @BeforeEach
    void makeWorkspace() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: 'berth/helper:1'}}\n");
        for (String name : List.of("dev", "prod")) {
            Files.writeString(
                    folder.resolve("environments/%s.yaml".formatted(name)), "compose: {files: [compose.yaml]}\n");
        }
        for (String shell : List.of("bash", "zsh", "fish")) {
            Files.writeString(
                    folder.resolve("_berth." + shell),
                    new BerthProgram(folder, folder.resolve("home"))
                            .run("completion", shell)
                            .expect(0)
                            .output());
        }
    }

    @Test
    void tabInBashCompletesVerbsOptionsAndEnvironments() throws Exception {
        assertThat(proposals("env", "sw")).containsExactly("switch");
        assertThat(proposals("env", "switch", "")).contains("dev", "prod");
        assertThat(proposals("env", "switch", "p")).containsExactly("prod");
        assertThat(proposals("env", "plan", "dev", "--exit")).containsExactly("--exit-code");
        assertThat(proposals("stack", "status", "--format", "j")).containsExactly("json");
    }

    @Test
    void tabInBashWhenNothingFitsProposesNothing() throws Exception {
        assertThat(proposals("env", "switch", "nowhere")).isEmpty();
    }

    @Test
    void firstTabInZshCompletesWhenTheScriptLiesInFpath() throws Exception {
        require("zsh");
        Path functions = Files.createDirectory(folder.resolve("functions"));
        Files.move(folder.resolve("_berth.zsh"), functions.resolve("_berth"));
        Files.writeString(folder.resolve(".zshrc"), """
                fpath=(%s $fpath)
                autoload -Uz compinit
                compinit -u -D
                PS1='ready> '
                """.formatted(functions));
        completes("cd '%s' && ZDOTDIR=. exec zsh -i".formatted(folder));
    }

    @Test
    void firstTabInZshCompletesWhenTheScriptIsSourced() throws Exception {
        require("zsh");
        Files.writeString(folder.resolve(".zshrc"), """
                autoload -Uz compinit
                compinit -u -D
                . ./_berth.zsh
                PS1='ready> '
                """);
        completes("cd '%s' && ZDOTDIR=. exec zsh -i".formatted(folder));
    }

    @Test
    void firstTabInFishCompletes() throws Exception {
        require("fish");
        completes(
                "cd '%s' && HOME=$PWD XDG_CONFIG_HOME=$PWD/home XDG_DATA_HOME=$PWD/home exec fish -C '. ./_berth.fish; function fish_prompt; echo \"ready> \"; end'"
                        .formatted(folder));
    }

    @Test
    void tabInBashWhenAFilesNameIsACommandOffersItAndDoesNotRunIt() throws Exception {
        Files.writeString(folder.resolve("x$(touch${IFS}ran)"), "");
        Files.writeString(folder.resolve("two words"), "");

        assertThat(proposals("script", "run", "x")).containsExactly("x\\$\\(touch\\$\\{IFS\\}ran\\)");
        assertThat(proposals("script", "run", "two")).containsExactly("two\\ words");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    /** Where something fits, no file's name is proposed beside it; where nothing does, files are. */
    private static void completes(String shell) {
        TerminalScreen.require();
        try (TerminalScreen screen = TerminalScreen.running(List.of(
                "env",
                "PATH=%s:%s".formatted(Path.of("bin").toAbsolutePath(), System.getenv("PATH")),
                "sh",
                "-c",
                shell))) {
            screen.shows("ready>").type("berth env sw").press("Tab").shows("berth env switch");
            screen.type("p").press("Tab").shows("berth env switch prod");
            screen.press("C-u")
                    .type("berth env switch ")
                    .press("Tab")
                    .shows("dev", "prod")
                    .hides("compose.yaml");
            screen.press("C-u").type("berth script run comp").press("Tab").shows("berth script run compose.yaml");
        }
    }

    /** Skips the test where this shell is not installed; it is the user's, and nothing of Berth needs it. */
    private static void require(String shell) {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell))),
                () -> shell + " is not installed");
    }

    /** What bash would offer after these words, the last of which is being typed. */
    private List<String> proposals(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "bash", "--norc", "-c", """
                    . "$0"
                    COMP_WORDS=(berth "$@")
                    COMP_CWORD=$#
                    _berth
                    printf '%s\n' "${COMPREPLY[@]}"
                    """, folder.resolve("_berth.bash").toString());
        builder.command().addAll(List.of(words));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
        builder.environment()
                .put(
                        "PATH",
                        Path.of("bin").toAbsolutePath() + ":"
                                + builder.environment().get("PATH"));
        Process bash = builder.start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
