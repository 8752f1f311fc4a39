package dev.berth.audit;

import java.util.stream.Stream;

/** What is asked of the way back. */
final class BackupChecks {
    private BackupChecks() {}

    static Stream<Fault> schedule(Inspected inspected) {
        return inspected.backups().scheduled()
                ? Stream.empty()
                : Stream.of(new Fault(
                        "the definition says of no time at which one is made",
                        "Give backup.schedule in the definition; backup schedule prints the timer for it."));
    }

    static Stream<Fault> complete(Inspected inspected) {
        if (inspected.backups().unread().isPresent()) {
            return Stream.of(new Fault(
                    "nobody can say whether there is: "
                            + inspected.backups().unread().get(),
                    "Next: backup list"));
        }
        return inspected.backups().complete()
                ? Stream.empty()
                : Stream.of(new Fault("there is no set to go back to", "Next: backup create"));
    }
}
