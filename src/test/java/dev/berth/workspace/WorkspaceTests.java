package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTests {
    @TempDir
    private Path root;

    @Test
    void aroundWhenInAFolderBelowFindsTheNearestAbove() throws Exception {
        new WorkspaceFolder(root).devWith("");
        Path below = Files.createDirectories(root.resolve("a/b"));
        Files.createDirectories(root.resolve("a/environments"));

        assertThat(Workspace.around(below).root()).isEqualTo(root);
    }

    @Test
    void aroundWhenThereIsNoneSaysWhatToDo() {
        assertThatThrownBy(() -> Workspace.around(root))
                .hasMessage("no workspace in %s or above: no folder there has environments/*.yaml".formatted(root))
                .asInstanceOf(type(BerthException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKSPACE_NOT_FOUND))
                .satisfies(e -> assertThat(e.hint())
                        .isEqualTo("Next: berth init DIR, or name one by --workspace DIR or BERTH_WORKSPACE."));
    }

    @Test
    void atWhenTheFolderIsNoneDoesNotLookAbove() throws Exception {
        new WorkspaceFolder(root).devWith("");
        Path below = Files.createDirectories(root.resolve("below"));

        assertThatThrownBy(() -> Workspace.at(below))
                .hasMessage("%s is no workspace: it has no environments/*.yaml".formatted(below));
        assertThatThrownBy(() -> Workspace.at(root.resolve("nowhere")))
                .hasMessage("the workspace %s does not exist".formatted(root.resolve("nowhere")));
    }

    @Test
    void createStateWhenMissingKeepsItOutOfGit() throws Exception {
        Workspace workspace = new Workspace(root);

        assertThat(workspace.createState()).isEqualTo(root.resolve(".berth"));
        assertThat(workspace.createState().resolve(".gitignore")).hasContent("*");
    }
}
