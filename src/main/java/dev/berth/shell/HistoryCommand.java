package dev.berth.shell;

import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Folding;
import dev.berth.view.Sign;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code env history}: what was done to an environment. */
final class HistoryCommand {
    private static final Parameter<Optional<String>> RUN =
            Parameter.optional("RUN", "one run by its id, step by step", Suggestion.NOTHING);

    private HistoryCommand() {}

    static Verb verb() {
        return Verb.named("env history", "List what was done to the environment, or one run step by step")
                .takes(RUN)
                .example("env history --env prod", "newest first")
                .runs(HistoryCommand::run);
    }

    private static int run(Call call) {
        String name = call.environment();
        List<Run> runs = call.services().deployments().stack().history(name);
        Optional<String> wanted = call.get(RUN);
        if (wanted.isPresent()) {
            Run run = runs.stream()
                    .filter(each -> each.id().equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.USAGE,
                            "%s has no run %s in its history".formatted(name, Quoted.word(wanted.get())),
                            "env history lists them."));
            call.console().print(new TextReport(document(run, Document.about(name)), theme -> steps(run, theme)));
            return ExitCode.OK.status();
        }
        Table table = new Table(
                Table.Column.words("RUN"),
                Table.Column.words("COMMAND").folds(),
                Table.Column.words("OUTCOME"),
                Table.Column.numbers("TOOK"),
                Table.Column.words("BY").folds().leaves(1));
        runs.reversed()
                .forEach(run -> table.row(
                        run.id(),
                        run.command(),
                        Document.constant(run.outcome()),
                        took(run.startedAt(), run.finishedAt()),
                        run.by()));
        Document document = Document.about(name)
                .putRows(
                        "runs",
                        runs.reversed().stream()
                                .map(run -> document(run, Document.part()))
                                .toList());
        call.console().print(TextReport.table(document, table, name + " has no history yet."));
        return ExitCode.OK.status();
    }

    private static Document document(Run run, Document document) {
        return document.put("id", run.id())
                .put("command", run.command())
                .put("by", run.by())
                .put("workspace", run.workspace())
                .put("startedAt", run.startedAt())
                .put("finishedAt", run.finishedAt())
                .put("outcome", run.outcome())
                .put("message", run.message())
                .put(
                        "steps",
                        run.steps().stream()
                                .map(step -> Document.part()
                                        .put("name", step.name())
                                        .put("startedAt", step.startedAt())
                                        .put("finishedAt", step.finishedAt())
                                        .put("detail", step.detail()))
                                .toList());
    }

    private static List<String> steps(Run run, Theme theme) {
        List<String> lines = new ArrayList<>();
        lines.add(theme.text("%s  %s".formatted(run.id(), run.command())));
        lines.add(theme.text("by %s in %s".formatted(run.by(), run.workspace())));
        lines.add("");
        for (Run.Step step : run.steps()) {
            Sign sign = step.finishedAt().isPresent() ? Sign.DONE : Sign.FAILED;
            lines.addAll(Folding.hanging(
                    "%s %-14s %8s  "
                            .formatted(
                                    theme.sign(sign),
                                    theme.text(step.name()),
                                    took(step.startedAt(), step.finishedAt())),
                    theme.text(step.detail()),
                    theme));
        }
        lines.add("");
        lines.add("%s after %s: %s"
                .formatted(
                        Document.constant(run.outcome()),
                        Wording.count(run.steps().size(), "step"),
                        theme.text(run.message().orElse(""))));
        return lines;
    }

    private static String took(Instant from, Optional<Instant> until) {
        return until.map(end -> Amounts.duration(Duration.between(from, end))).orElse("–");
    }
}
