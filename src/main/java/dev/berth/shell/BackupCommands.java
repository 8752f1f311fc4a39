package dev.berth.shell;

import java.util.List;

/** The verbs of {@code backup}. */
final class BackupCommands {
    private BackupCommands() {}

    static List<Verb> verbs() {
        return List.of(ScheduleCommand.verb());
    }
}
