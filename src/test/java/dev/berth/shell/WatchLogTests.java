package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.monitor.WatchFolder;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchLogTests {
    private static final String LINE = "x".repeat(1023) + "\n";

    @TempDir
    private Path root;

    private WatchFolder folder;
    private WatchLog log;

    @BeforeEach
    void begin() throws IOException {
        folder = new WatchFolder(new Workspace(root), "dev");
        log = new WatchLog(folder);
        folder.create();
    }

    @Test
    void trimWhenItIsLargePutsItBesideAndWhoeverAppendsGoesOnAtTheBeginning() throws IOException {
        try (OutputStream appended =
                Files.newOutputStream(folder.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            appended.write(LINE.repeat(4097).getBytes(StandardCharsets.UTF_8));
            log.trim();
            appended.write("after\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(folder.log()).hasContent("after\n");
        assertThat(folder.olderLog()).hasSize(4097L * 1024);
    }

    @Test
    void trimWhenItIsSmallOrNotThereLeavesAllAsItIs() throws IOException {
        log.trim();
        Files.writeString(folder.log(), LINE);
        log.trim();

        assertThat(folder.log()).hasContent(LINE);
        assertThat(folder.olderLog()).doesNotExist();
    }
}
