package dev.berth.shell;

import dev.berth.deployment.SecretVariables;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code env validate}: what is wrong with the files of environments, found without any engine. */
final class ValidateCommand {
    private static final Parameter<Optional<String>> NAME =
            Parameter.optional("NAME", "the environment; every one where none is named", Suggestion.ENVIRONMENTS);

    private ValidateCommand() {}

    static Verb verb() {
        return Verb.named("env validate", "Check the files of one environment, or of all, without any engine")
                .takes(NAME)
                .example("env validate", "in continuous integration: exit code 2 when something is wrong")
                .runs(ValidateCommand::run);
    }

    private static int run(Call call) {
        Optional<String> named = call.get(NAME).or(() -> call.global().environment());
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
                        problems.stream().map(ValidateCommand::document).toList())
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
}
