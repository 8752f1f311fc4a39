package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.environment.KnownEnvironments.Known;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownEnvironmentsTests {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private KnownEnvironments environments;

    @BeforeEach
    void defineEnvironments() throws IOException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {one: {image: one}}\n");
        define("base", "compose: {files: [compose.yaml]}\n");
        define("dev", "extends: base\n");
        define("prod", "extends: base\nprotected: true\n");
        Workspace workspace = Workspace.at(folder);
        environments = new KnownEnvironments(workspace, Definitions.in(workspace));
    }

    @Test
    void listWhenReadForTheFirstTimeSaysWhichAreProtected() {
        assertThat(environments.list())
                .containsExactly(new Known("base", false), new Known("dev", false), new Known("prod", true));
    }

    @Test
    void listWhenNothingChangedReadsNoDefinition() throws IOException {
        environments.list();
        // A change that neither size nor time tells of: only who reads the file notices.
        define("prod", "extends: base\nprotected: true;");

        assertThat(environments.list()).contains(new Known("prod", true)).hasSize(3);
    }

    @Test
    void listWhenADefinitionChangedReadsAgain() throws IOException {
        environments.list();
        define("dev", "extends: prod\n");
        define("test", "extends: base\n");

        assertThat(environments.list())
                .containsExactly(
                        new Known("base", false),
                        new Known("dev", true),
                        new Known("prod", true),
                        new Known("test", false));
    }

    @Test
    void listWhenADefinitionIsWrongSaysSoOfNoneAndRemembersNothing() throws IOException {
        define("dev", "extends: bsae\n");

        assertThat(environments.list()).contains(new Known("dev", false), new Known("prod", true));
        assertThat(folder.resolve(".berth/cache/.environments")).doesNotExist();
    }

    @Test
    void listWhenWhatWasRememberedIsDamagedReadsAgain() throws IOException {
        environments.list();
        Files.writeString(folder.resolve(".berth/cache/.environments"), "1\nprod\n");

        assertThat(environments.list()).contains(new Known("prod", true));
    }

    private void define(String name, String text) throws IOException {
        Path file = folder.resolve("environments").resolve(name + ".yaml");
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, LONG_AGO);
    }
}
