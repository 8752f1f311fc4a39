package dev.berth.backup;

import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.util.Map;

/** Backups of the reference environments that are run on a schedule. */
final class ScheduledBackupSamples {
    private ScheduledBackupSamples() {}

    static ScheduledBackup of(String environment, Path workspace, Map<String, String> variables) {
        return new ScheduledBackup(
                Definitions.in(new Workspace(Path.of(""))).read(environment),
                Path.of("/opt/berth/bin/berth"),
                workspace,
                "ops",
                Path.of("/home/ops"),
                variables);
    }
}
