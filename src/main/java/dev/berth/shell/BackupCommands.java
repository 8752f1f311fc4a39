package dev.berth.shell;

import java.util.ArrayList;
import java.util.List;

/** The verbs of {@code backup}. */
final class BackupCommands {
    private BackupCommands() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>(BackupSetCommands.verbs());
        verbs.add(ScheduleCommand.verb());
        return verbs;
    }
}
