package dev.berth.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTests {
    @TempDir
    Path folder;

    @Test
    void leftBehindWhenParentLivesIsNothing() throws IOException {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            new Children(folder).add(child.toHandle());

            assertThat(new Children(folder).leftBehind()).isEmpty();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void leftBehindWhenParentIsGoneFindsTheChild() throws IOException {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            new Children(folder).add(child.toHandle());
            Path entry = folder.resolve(Long.toString(child.pid()));
            Files.writeString(entry, Files.readString(entry).replaceFirst("^\\d+", "4194305"));

            assertThat(new Children(folder).leftBehind()).containsExactly(child.toHandle());
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void leftBehindWhenProcessNumberIsUsedAgainForgetsTheEntry() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(folder.resolve(Long.toString(stranger.pid())), "4194305 then 2001-01-01T00:00:00Z\n");

            assertThat(new Children(folder).leftBehind()).isEmpty();
            assertThat(folder).isEmptyDirectory();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void leftBehindWhenAnEntryIsHalfWrittenLeavesItAndGoesOn() throws IOException {
        Files.writeString(folder.resolve("12"), "");
        Files.writeString(folder.resolve("notes"), "half\n");

        assertThat(new Children(folder).leftBehind()).isEmpty();
        assertThat(folder.resolve("12")).exists();
        assertThat(folder.resolve("notes")).exists();
    }

    @Test
    void awaitEndWhenItEndsByItselfWaits() throws Exception {
        Process child = new ProcessBuilder("sleep", "0.1").start();

        Children.awaitEnd(child.toHandle(), Duration.ofMinutes(1));

        assertThat(child.exitValue()).isZero();
    }

    @Test
    void awaitEndWhenItGoesOnEndsIt() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();

        Children.awaitEnd(child.toHandle(), Duration.ofMillis(1));

        assertThat(child.waitFor()).isNotZero();
    }

    @Test
    void addWhenClosedForgetsTheChild() throws IOException {
        Process child = new ProcessBuilder("true").start();

        new Children(folder).add(child.toHandle()).close();

        assertThat(folder).isEmptyDirectory();
    }
}
