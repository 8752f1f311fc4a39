package dev.berth;

import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.SecondCompose;
import dev.berth.testing.SmallWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch with another version of Compose. */
@Tag("long")
class SecondComposeSwitchIT {

    @Test
    void switchWhenComposeIsAnotherPlansTheSameAndDoesIt(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("workspace"));
        BerthProgram first = new BerthProgram(workspace.root(), folder.resolve("home"));
        BerthProgram second =
                first.with("DOCKER_CONFIG", SecondCompose.configuration().toString());
        try {
            assertThat(actions(second)).isEqualTo(actions(first)).containsEntry("shop", "create");

            second.run("env", "switch", "dev", "--yes").expect(0);
            String started = starts(workspace.project());
            assertThat(second.run("env", "switch", "dev", "--yes").expect(0).output())
                    .contains("nothing to do");
            assertThat(starts(workspace.project())).isEqualTo(started);
            second.run("env", "plan", "dev", "--exit-code").expect(0);

            workspace.define("VERSION: \"2\"");
            assertThat(actions(second)).isEqualTo(Map.of("store", "keep", "shop", "recreate"));
            second.run("env", "switch", "dev", "--yes").expect(0);
            assertThat(workspace.row()).isEqualTo("ada");
            second.run("env", "plan", "dev", "--exit-code").expect(0);
        } finally {
            DockerProgram.removeProject(workspace.project());
        }
    }

    private static Map<String, String> actions(BerthProgram berth) {
        JsonObject plan =
                berth.run("env", "plan", "dev", "--format", "json").expect(0).json();
        Map<String, String> actions = new TreeMap<>();
        for (Object each : plan.getArray("changes")) {
            JsonObject change = (JsonObject) each;
            actions.put(change.getString("service"), change.getString("action"));
        }
        return actions;
    }
}
