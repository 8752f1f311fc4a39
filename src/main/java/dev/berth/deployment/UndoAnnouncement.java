package dev.berth.deployment;

import dev.berth.environment.EngineState;
import dev.berth.environment.Journal;
import java.util.List;
import java.util.Optional;

/** What {@code env switch --undo} is going to do, in words. */
final class UndoAnnouncement {
    private UndoAnnouncement() {}

    static List<String> lines(Journal journal, EngineState state) {
        Optional<Committed> committed = Committed.read(state);
        return List.of(
                journal.unfinished()
                        .map(run -> "undoes %s by %s, run %s".formatted(run.command(), run.by(), run.id()))
                        .orElse("undoes nothing"),
                committed
                        .map(before -> "puts back what run %s brought up: %s"
                                .formatted(before.run(), String.join(", ", before.names())))
                        .orElse("nothing ran before it: what it started is stopped"),
                "data and logs stay");
    }
}
