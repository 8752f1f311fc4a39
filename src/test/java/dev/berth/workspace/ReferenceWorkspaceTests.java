package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The workspace that this repository itself is. */
class ReferenceWorkspaceTests {
    private final Definitions definitions = Definitions.in(Workspace.at(Path.of("")));

    @Test
    void namesWhenOneIsOnlyExtendedLeaveItOut() {
        assertThat(definitions.names()).containsExactly("dev", "prod");
    }

    @Test
    void problemsWhenReferenceFindNone() {
        assertThat(definitions.problems("dev")).isEmpty();
        assertThat(definitions.problems("prod")).isEmpty();
    }

    @Test
    void readWhenProtectedSaysSo() {
        assertThat(definitions.read("prod").isProtected()).isTrue();
        assertThat(definitions.read("dev").isProtected()).isFalse();
        assertThat(definitions.read("dev").project()).isEqualTo("berth-dev");
    }
}
