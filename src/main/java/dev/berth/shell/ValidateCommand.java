package dev.berth.shell;

import dev.berth.deployment.SecretVariables;
import dev.berth.environment.Environments;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.view.Document;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

    /** What is wrong with some environments, each thing once, and what else to know of those that are right. */
    record Findings(List<Problem> problems, List<String> warnings) {

        static Findings of(
                List<String> names,
                Function<String, List<Problem>> problemsOf,
                Function<String, List<String>> warningsOf) {
            Set<Problem> problems = new LinkedHashSet<>();
            List<String> warnings = new ArrayList<>();
            for (String name : names) {
                try {
                    List<Problem> found = problemsOf.apply(name);
                    problems.addAll(found);
                    if (found.isEmpty()) {
                        warningsOf.apply(name).forEach(warning -> warnings.add(name + ": " + warning));
                    }
                } catch (DefinitionException e) {
                    problems.addAll(e.problems());
                }
            }
            return new Findings(List.copyOf(problems), List.copyOf(warnings));
        }
    }

    private static List<String> warnings(Environments environments, String name) {
        List<String> warnings = new ArrayList<>(SecretVariables.warnings(environments.definition(name)));
        environments.warnings(name).forEach(warning -> warnings.add("compose warns: " + warning));
        return warnings;
    }

    private static int run(Call call) {
        Optional<String> named = call.get(NAME).or(() -> call.global().environment());
        Definitions definitions = call.services().definitions();
        Environments environments = call.services().environments();
        List<String> names = named.map(List::of).orElseGet(definitions::names);
        Findings findings = Findings.of(names, environments::problems, name -> warnings(environments, name));
        List<Problem> problems = findings.problems();
        List<String> warnings = new ArrayList<>(findings.warnings());
        if (named.isEmpty()) {
            definitions.ignored().stream().map(ValidateCommand::sentence).forEach(warnings::add);
        }
        Document document = named.map(Document::about)
                .orElseGet(Document::create)
                .put("valid", problems.isEmpty())
                .putRows(
                        "problems",
                        problems.stream().map(ValidateCommand::document).toList())
                .put("warnings", warnings);
        warnings.forEach(call.console()::notice);
        call.console().print(new TextReport(document, theme -> lines(names, problems, theme)));
        return problems.isEmpty() ? ExitCode.OK.status() : ExitCode.USAGE.status();
    }

    private static String sentence(Problem problem) {
        return "%s %s. %s"
                .formatted(problem.file(), problem.message(), problem.hint().orElse(""));
    }

    private static List<String> lines(List<String> names, List<Problem> problems, Theme theme) {
        if (names.isEmpty()) {
            return List.of("There is no environment to check.");
        }
        return problems.isEmpty()
                ? List.of("%s: valid.".formatted(String.join(", ", names)))
                : problems.stream()
                        .flatMap(problem -> lines(problem, theme).stream())
                        .toList();
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
        String place = Quoted.line(problem.place());
        List<String> lines = new ArrayList<>();
        lines.add(theme.sign(Sign.FAILED) + " " + place + ": " + theme.text(problem.message()));
        problem.hint().ifPresent(hint -> hint.lines().forEach(line -> lines.add("    " + theme.text(line))));
        return lines;
    }
}
