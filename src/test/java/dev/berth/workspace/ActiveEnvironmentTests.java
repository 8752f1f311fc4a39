package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActiveEnvironmentTests {
    @TempDir
    private Path root;

    @Test
    void readWhenNothingWasWrittenIsEmptyAndWritesNothing() {
        assertThat(new ActiveEnvironment(new Workspace(root)).read()).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void readWhenWrittenTwiceGivesTheLast() {
        ActiveEnvironment active = new ActiveEnvironment(new Workspace(root));

        active.write("dev");
        active.write("prod");

        assertThat(active.read()).contains("prod");
        assertThat(root.resolve(".berth")).isDirectoryNotContaining("glob:**.new");
        assertThat(root.resolve(".berth/.gitignore")).exists();
    }

    @Test
    void readWhenTheFileHoldsNoNameIsEmpty() throws Exception {
        Files.createDirectories(root.resolve(".berth"));
        Files.writeString(root.resolve(".berth/active"), "../../etc\n");

        assertThat(new ActiveEnvironment(new Workspace(root)).read()).isEmpty();
    }

    @Test
    void writeWhenTheFolderCannotBeMadeSaysWhich() throws Exception {
        Files.writeString(root.resolve(".berth"), "a file\n");

        assertThatThrownBy(() -> new ActiveEnvironment(new Workspace(root)).write("dev"))
                .isInstanceOf(BerthException.class)
                .hasMessageStartingWith("cannot write %s".formatted(root.resolve(".berth")));
    }
}
