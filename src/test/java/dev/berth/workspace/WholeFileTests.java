package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTests {
    @TempDir
    private Path folder;

    @Test
    void replaceWhenTheFileIsALinkReplacesTheLinkAndNotItsTarget() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "kept");
        Path file = Files.createSymbolicLink(folder.resolve("dev.env"), target);
        Files.createSymbolicLink(folder.resolve("dev.env.new"), target);

        WholeFile.replace(file, "new");

        assertThat(target).hasContent("kept");
        assertThat(file).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void replaceWhenItCannotBeRenamedLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("dev.env");
        Files.createDirectories(file.resolve("full"));

        assertThatThrownBy(() -> WholeFile.replace(file, "new")).isInstanceOf(IOException.class);
        assertThat(folder.toFile().list()).containsExactly("dev.env");
    }
}
