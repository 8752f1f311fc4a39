package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootUnitTests {

    @Test
    void textWhenProtectedConfirmsByName() {
        assertThat(unit("prod", Path.of("/srv/acme")).text())
                .contains(
                        "ExecStart=/opt/berth/bin/berth --workspace /srv/acme --env prod --yes --confirm prod monitor run --up\n",
                        "User=ops\n",
                        "After=docker.service");
    }

    @Test
    void textWhenFolderHasBlanksAndPercentSignsQuotesThem() {
        assertThat(unit("dev", Path.of("/srv/100% acme")).text())
                .contains("--workspace \"/srv/100%% acme\" --env dev --yes monitor run --up\n");
    }

    private static BootUnit unit(String environment, Path folder) {
        return new BootUnit(
                Definitions.in(new Workspace(Path.of(""))).read(environment),
                Path.of("/opt/berth/bin/berth"),
                folder,
                "ops",
                Path.of("/home/ops"));
    }
}
