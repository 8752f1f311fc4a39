package dev.berth.shell;

import dev.berth.view.Document;
import dev.berth.view.Report;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a script did, step by step. */
record ScriptReport(String script, List<Step> steps) implements Report {

    /**
     * One command of it.
     *
     * @param exitCode empty where it was only looked at
     * @param output what it printed, without secrets
     * @param error why it failed; empty where it did not
     */
    record Step(
            int line,
            String command,
            OptionalInt exitCode,
            Optional<Duration> took,
            Optional<String> output,
            Optional<String> error) {

        private Document document() {
            return Document.part()
                    .put("line", line)
                    .put("command", command)
                    .put("exitCode", exitCode)
                    .put("seconds", took)
                    .put("output", output)
                    .put("error", error);
        }
    }

    @Override
    public Document document() {
        return Document.create()
                .put("script", script)
                .putRows("steps", steps.stream().map(Step::document).toList());
    }

    /** People were told while it ran. */
    @Override
    public List<String> lines(Theme theme) {
        return List.of();
    }
}
