package dev.berth.shell;

import dev.berth.deployment.Endpoints;
import dev.berth.deployment.SecretVariables;
import dev.berth.environment.Environment;
import dev.berth.environment.LastKnownState;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.RecordDocument;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import dev.berth.workspace.Definition;
import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code env} that only look: list, current, show, validate, export, history. */
final class EnvironmentViews {
    private static final Parameter<Optional<String>> RUN =
            Parameter.optional("RUN", "one run by its id, step by step", Suggestion.NOTHING);
    private static final Parameter<Optional<String>> VALIDATED =
            Parameter.optional("NAME", "the environment; every one where none is named", Suggestion.ENVIRONMENTS);
    private static final Option<Boolean> REFRESH =
            Option.flag("refresh", "ask the engines, instead of saying what was last seen");
    private static final Option<Boolean> REVEAL = Option.flag("reveal", "print secrets as they are");
    private static final Option<Optional<ExportFormat>> EXPORT_FORMAT =
            Option.choice("format", ExportFormat.class, "dotenv (NAME=value lines, the default) or JSON");

    private EnvironmentViews() {}

    /** The forms of an export. */
    private enum ExportFormat {
        DOTENV,
        JSON,
        NDJSON,
        TABLE
    }

    static List<Verb> verbs() {
        return List.of(
                Verb.named("env list", "List the environments of the workspace")
                        .with(REFRESH)
                        .example("env list --refresh", "with their state now")
                        .runs(EnvironmentViews::list),
                Verb.named("env current", "Print the name of the environment that commands act on")
                        .example("env current", "for a shell's prompt, too")
                        .runs(EnvironmentViews::current),
                Verb.named("env show", "Show an environment as it is resolved, and the Compose line that does the same")
                        .takes(EnvironmentCommands.OPTIONAL_NAME)
                        .example("env show prod", "the line can be pasted and gone on with")
                        .runs(EnvironmentViews::show),
                Verb.named("env validate", "Check the files of one environment, or of all, without any engine")
                        .takes(VALIDATED)
                        .example("env validate", "in continuous integration: exit code 2 when something is wrong")
                        .runs(EnvironmentViews::validate),
                Verb.named("env export", "Print the addresses that applications need")
                        .takes(EnvironmentCommands.OPTIONAL_NAME)
                        .with(EXPORT_FORMAT, REVEAL)
                        .example("env export", "secrets are masked")
                        .example("env export --reveal > .env", "for an application on this machine")
                        .runs(EnvironmentViews::export),
                Verb.named("env history", "List what was done to the environment, or one run step by step")
                        .takes(RUN)
                        .example("env history --env prod", "newest first")
                        .runs(EnvironmentViews::history));
    }

    private static int list(Call call) {
        Services services = call.services();
        Optional<String> active = services.activeEnvironment();
        List<Document> rows = new ArrayList<>();
        Table table = new Table(
                Table.Column.words("ENVIRONMENT"),
                Table.Column.words("STATE"),
                Table.Column.words("SEEN"),
                Table.Column.words("ENGINE"),
                Table.Column.words(""));
        for (String name : services.definitions().names()) {
            if (call.get(REFRESH)) {
                StatusCommand.lookAgain(call, name);
            }
            Optional<LastKnownState.Seen> seen = services.lastKnownState().read(name);
            boolean isActive = active.filter(name::equals).isPresent();
            Document row = Document.part().put("name", name).put("active", isActive);
            List<String> remarks = new ArrayList<>();
            if (isActive) {
                remarks.add("active");
            }
            Optional<String> engine = describe(services, name, row, remarks);
            row.put("state", seen.map(LastKnownState.Seen::state).orElse("unknown"))
                    .put("stateAt", seen.map(LastKnownState.Seen::at));
            rows.add(row);
            Sign sign = StatusReport.sign(seen.map(LastKnownState.Seen::state).orElse("unknown"));
            Theme theme = call.console().capabilities().output();
            table.row(
                    new Table.Cell(name, remarks.contains("protected") ? Role.PROTECTED : Role.STRONG),
                    new Table.Cell(
                            seen.map(each -> theme.plainSign(sign) + " " + each.state())
                                    .orElse("–"),
                            sign.role()),
                    Table.Cell.of(seen.map(each -> ago(each.at())).orElse("–")),
                    Table.Cell.of(engine.orElse("–")),
                    Table.Cell.of(String.join(", ", remarks)));
        }
        call.console()
                .print(TextReport.table(
                        Document.create().putRows("environments", rows), table, "No environment is defined yet."));
        return ExitCode.OK.status();
    }

    private static Optional<String> describe(Services services, String name, Document row, List<String> remarks) {
        try {
            Definition definition = services.environments().definition(name);
            String engine = services.environments().address(definition).host();
            row.put("protected", definition.isProtected()).put("engine", engine).put("project", definition.project());
            if (definition.isProtected()) {
                remarks.add("protected");
            }
            return Optional.of(engine);
        } catch (BerthException e) {
            row.put("problem", e.getMessage());
            remarks.add("cannot be read: env validate " + name);
            return Optional.empty();
        }
    }

    private static String ago(Instant moment) {
        return Amounts.duration(Duration.between(moment, Instant.now())) + " ago";
    }

    private static int current(Call call) {
        String name = call.environment();
        call.console().print(TextReport.sentence(Document.about(name), name));
        return ExitCode.OK.status();
    }

    private static int show(Call call) {
        Services services = call.services();
        Environment environment = services.deployments().show(EnvironmentCommands.named(call));
        Definition definition = environment.definition();
        List<String> command = services.compose().commandLine(environment.compose());
        List<String> files = services.definitions().files(definition.name()).stream()
                .map(Path::toString)
                .toList();
        Document document = Document.about(definition.name())
                .put("definition", RecordDocument.of(definition))
                .put("composeCommand", command)
                .put(
                        "mustBeSet",
                        definition.secretVariables().entrySet().stream()
                                .map(each -> Document.part()
                                        .put("variable", each.getKey())
                                        .put("secret", each.getValue()))
                                .toList())
                .put("files", files);
        call.console().print(new TextReport(document, theme -> {
            List<String> lines = new ArrayList<>();
            lines.add(theme.environment(definition.name(), definition.isProtected())
                    + theme.separator()
                    + definition.project()
                    + theme.separator()
                    + environment.compose().engine().host());
            lines.add("");
            environment
                    .stack()
                    .services()
                    .forEach(service -> lines.add("  %-16s %s"
                            .formatted(
                                    service.name(),
                                    environment.composeService(service.name()).image())));
            lines.add("");
            files.forEach(file -> lines.add("  " + file));
            lines.add("");
            lines.add("The same by hand, any verb of Compose added:");
            lines.add("  "
                    + String.join(
                            " ", command.stream().map(EnvironmentViews::quoted).toList()));
            definition
                    .secretVariables()
                    .forEach((variable, secret) -> lines.add(
                            "  with %s=\"$(berth secrets get %s --reveal --env %s)\" set in the shell before it"
                                    .formatted(variable, secret, definition.name())));
            return lines;
        }));
        return ExitCode.OK.status();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@,+%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static int validate(Call call) {
        Optional<String> named = call.get(VALIDATED).or(() -> call.global().environment());
        List<String> names = named.map(List::of)
                .orElseGet(() -> call.services().definitions().names());
        List<Problem> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (String name : names) {
            try {
                call.services().environments().problems(name).stream()
                        .filter(problem -> !problems.contains(problem))
                        .forEach(problems::add);
                if (problems.isEmpty()) {
                    SecretVariables.warnings(call.services().environments().definition(name))
                            .forEach(warning -> warnings.add(name + ": " + warning));
                }
            } catch (DefinitionException e) {
                problems.addAll(e.problems());
            }
        }
        Document document = named.map(Document::about)
                .orElseGet(Document::create)
                .put("valid", problems.isEmpty())
                .putRows(
                        "problems",
                        problems.stream().map(EnvironmentViews::document).toList())
                .put("warnings", warnings);
        warnings.forEach(call.console()::notice);
        call.console()
                .print(new TextReport(
                        document,
                        theme -> problems.isEmpty()
                                ? List.of("%s: valid.".formatted(String.join(", ", names)))
                                : problems.stream()
                                        .flatMap(problem -> lines(problem, theme).stream())
                                        .toList()));
        return problems.isEmpty() ? ExitCode.OK.status() : ExitCode.USAGE.status();
    }

    private static Document document(Problem problem) {
        Document document = Document.part().put("file", problem.file().toString());
        if (problem.line() > 0) {
            document.put("line", problem.line()).put("column", Math.max(1, problem.column()));
        }
        return document.put("path", problem.path())
                .put("message", problem.message())
                .put("hint", problem.hint().orElse(""));
    }

    private static List<String> lines(Problem problem, Theme theme) {
        String place = problem.line() == 0
                ? problem.file().toString()
                : "%s:%d:%d".formatted(problem.file(), problem.line(), problem.column());
        List<String> lines = new ArrayList<>();
        lines.add(theme.sign(Sign.FAILED) + " " + place + ": " + theme.text(problem.message()));
        problem.hint().ifPresent(hint -> hint.lines().forEach(line -> lines.add("    " + theme.text(line))));
        return lines;
    }

    private static int export(Call call) {
        String name = EnvironmentCommands.named(call);
        List<Endpoints.Endpoint> endpoints =
                call.services().deployments().endpoints().of(name, call.get(REVEAL));
        Document document = Document.about(name)
                .putRows(
                        "endpoints",
                        endpoints.stream()
                                .map(endpoint -> Document.part()
                                        .put("name", endpoint.name())
                                        .put("url", endpoint.url()))
                                .toList());
        switch (call.get(EXPORT_FORMAT).orElse(ExportFormat.DOTENV)) {
            case JSON -> call.console().output().print(document.text() + "\n");
            case NDJSON ->
                document.lines().forEach(line -> call.console().output().print(line + "\n"));
            case DOTENV, TABLE ->
                endpoints.forEach(endpoint ->
                        call.console().output().print(endpoint.name() + "=" + dotenv(endpoint.url()) + "\n"));
        }
        call.console().output().flush();
        return ExitCode.OK.status();
    }

    /** Double quotes only where they are needed: not every reader of such files takes them off. */
    private static String dotenv(String value) {
        if (value.matches("[A-Za-z0-9_./:@%+,?&=*~-]*")) {
            return value;
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n")
                + '"';
    }

    private static int history(Call call) {
        String name = call.environment();
        List<Run> runs = call.services().deployments().stack().history(name);
        Optional<String> wanted = call.get(RUN);
        if (wanted.isPresent()) {
            Run run = runs.stream()
                    .filter(each -> each.id().equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.USAGE,
                            "%s has no run %s in its history".formatted(name, wanted.get()),
                            "env history lists them."));
            call.console().print(new TextReport(document(run, Document.about(name)), theme -> steps(run, theme)));
            return ExitCode.OK.status();
        }
        Table table = new Table(
                Table.Column.words("RUN"),
                Table.Column.words("COMMAND"),
                Table.Column.words("OUTCOME"),
                Table.Column.numbers("TOOK"),
                Table.Column.words("BY"));
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
        lines.add("%s  %s".formatted(run.id(), run.command()));
        lines.add("by %s in %s".formatted(run.by(), run.workspace()));
        lines.add("");
        for (Run.Step step : run.steps()) {
            Sign sign = step.finishedAt().isPresent() ? Sign.DONE : Sign.FAILED;
            lines.add("%s %-14s %8s  %s"
                    .formatted(
                            theme.sign(sign),
                            step.name(),
                            took(step.startedAt(), step.finishedAt()),
                            theme.text(step.detail())));
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
