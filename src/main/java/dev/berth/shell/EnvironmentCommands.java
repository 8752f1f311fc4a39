package dev.berth.shell;

import dev.berth.deployment.EnvironmentComparison.Difference;
import dev.berth.deployment.Plan;
import dev.berth.deployment.SwitchReport;
import dev.berth.deployment.SwitchRequest;
import dev.berth.environment.EnvironmentLock;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.PlanReport;
import dev.berth.view.Report;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import dev.berth.view.Wording;
import dev.berth.workspace.ActiveEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code env} that plan, switch and compare. */
final class EnvironmentCommands {
    static final Parameter<String> NAME = Parameter.required("NAME", "the environment", Suggestion.ENVIRONMENTS);
    static final Parameter<Optional<String>> OPTIONAL_NAME =
            Parameter.optional("NAME", "the environment; the active one where none is named", Suggestion.ENVIRONMENTS);
    private static final Parameter<String> OTHER =
            Parameter.required("OTHER", "the environment to compare with", Suggestion.ENVIRONMENTS);
    private static final Option<Boolean> EXIT_CODE =
            Option.flag("exit-code", "exit with 10 when a switch would change something");
    private static final Option<Boolean> UNDO =
            Option.flag("undo", "put back what ran before an unfinished run, instead of going on");
    private static final Option<Optional<Duration>> WAIT_TIMEOUT =
            Option.duration("wait-timeout", "how long services may take to become healthy");

    private EnvironmentCommands() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>(EnvironmentViews.verbs());
        verbs.addAll(List.of(
                Verb.named("env plan", "Show what a switch would change, and change nothing")
                        .takes(OPTIONAL_NAME)
                        .with(EXIT_CODE)
                        .example("env plan prod", "before switching")
                        .example("env plan prod --exit-code --format json", "for a program: 10 means changes")
                        .runs(EnvironmentCommands::plan),
                Verb.named("env switch", "Bring an environment to what is defined, and make it the active one")
                        .takes(NAME)
                        .with(UNDO, WAIT_TIMEOUT)
                        .detail(
                                "Secrets, images, stores, roles, migrations, services, limits, health: in this order, each step"
                                        + " journalled. When a step fails, what ran before is put back; an interrupted run is gone on with"
                                        + " by the next switch. A protected environment takes its name to be typed.")
                        .example("env switch dev", "on a terminal")
                        .example("env switch prod --yes --confirm prod", "in a script")
                        .example("env switch prod --undo", "after an interrupted run")
                        .writes()
                        .runs(EnvironmentCommands::change),
                Verb.named(
                                "env diff",
                                "Compare images, limits, ports, variables, schema and secrets of two environments")
                        .takes(NAME)
                        .takes(OTHER)
                        .example("env diff dev prod", "secrets are compared, never shown")
                        .runs(EnvironmentCommands::diff),
                Verb.named("env unlock", "Remove the lock that a run left behind")
                        .takes(OPTIONAL_NAME)
                        .example("env unlock prod", "only when that run is surely gone")
                        .writes()
                        .runs(EnvironmentCommands::unlock)));
        return verbs;
    }

    /** The environment that a verb's own word names, else the one that the call is about. */
    static String named(Call call) {
        return call.get(OPTIONAL_NAME).orElseGet(call::environment);
    }

    /** How a run that changed an environment ended. */
    static Report report(SwitchReport report, String became) {
        Document document = Document.about(report.environment())
                .put("run", report.nothingToDo() ? Optional.empty() : Optional.of(report.run()))
                .put("changed", !report.nothingToDo())
                .put("undone", report.undone())
                .put("services", report.services())
                .put("healthy", report.healthy())
                .put("migrations", report.migrations())
                .put("changedServices", report.changedServices())
                .put("seconds", report.took());
        String took = Amounts.duration(report.took());
        if (report.nothingToDo()) {
            return TextReport.sentence(
                    document, "%s is already as defined: nothing to do (%s).".formatted(report.environment(), took));
        }
        if (report.undone()) {
            return TextReport.sentence(
                    document, "%s runs what ran before the unfinished run (%s).".formatted(report.environment(), took));
        }
        return TextReport.sentence(
                document,
                "%s %s: %d of %d healthy, %s applied, %s changed, %s.  Endpoints: env export"
                        .formatted(
                                report.environment(),
                                became,
                                report.healthy(),
                                report.services(),
                                Wording.count(report.migrations(), "migration"),
                                Wording.count(report.changedServices(), "service"),
                                took));
    }

    private static int plan(Call call) {
        Plan plan = call.services().deployments().planner().plan(named(call));
        call.console().print(new PlanReport(plan));
        return plan.isChanged() && call.get(EXIT_CODE) ? ExitCode.CHANGES_PENDING.status() : ExitCode.OK.status();
    }

    private static int change(Call call) {
        String name = call.get(NAME);
        Services services = call.services();
        Optional<Runnable> leaving = leaving(call, name);
        SwitchReport report = services.deployments()
                .environmentSwitch()
                .run(
                        name,
                        new SwitchRequest(call.typed(), call.get(UNDO), false, call.get(WAIT_TIMEOUT)),
                        call.approval(),
                        call.console().progress());
        if (!report.undone()) {
            new ActiveEnvironment(services.workspace()).write(name);
            leaving.ifPresent(Runnable::run);
        }
        StatusCommand.lookAgain(call, name);
        call.console().print(report(report, "is active"));
        return ExitCode.OK.status();
    }

    /** What is done to the environment that was active until now, already agreed to. */
    private static Optional<Runnable> leaving(Call call, String name) {
        Services services = call.services();
        return call.get(UNDO)
                ? Optional.empty()
                : services.activeEnvironment()
                        .filter(left -> !left.equals(name))
                        .filter(services.definitions().names()::contains)
                        .map(left -> services.deployments()
                                .leaving(
                                        left,
                                        call.typed(),
                                        call.approval(),
                                        call.console().progress()));
    }

    private static int diff(Call call) {
        String left = call.get(NAME);
        String right = call.get(OTHER);
        List<Difference> differences =
                call.services().deployments().comparison().compare(left, right, call.console()::notice);
        Table table = new Table(
                Table.Column.words("KIND"),
                Table.Column.words("SERVICE"),
                Table.Column.words("NAME").folds(),
                Table.Column.words(left).folds(),
                Table.Column.words(right).folds());
        for (Difference difference : differences) {
            table.row(
                    Document.constant(difference.kind()),
                    difference.service().orElse(""),
                    difference.name(),
                    shown(difference, difference.left()),
                    shown(difference, difference.right()));
        }
        Document document = Document.create()
                .put("a", left)
                .put("b", right)
                .putRows(
                        "differences",
                        differences.stream()
                                .map(difference -> Document.part()
                                        .put("kind", difference.kind())
                                        .put("service", difference.service())
                                        .put("name", difference.name())
                                        .put("a", difference.left())
                                        .put("b", difference.right()))
                                .toList());
        call.console().print(TextReport.table(document, table, "%s and %s do not differ.".formatted(left, right)));
        return ExitCode.OK.status();
    }

    private static String shown(Difference difference, Optional<String> value) {
        return switch (difference.kind()) {
            case LIMIT ->
                value.map(text -> difference.name().equals("memory") ? Amounts.bytes(Long.parseLong(text)) : text)
                        .orElse("–");
            case IMAGE, PORT, VARIABLE, MIGRATION, SECRET -> value.orElse("–");
        };
    }

    private static int unlock(Call call) {
        String name = named(call);
        Optional<EnvironmentLock.Holder> holder =
                call.services().deployments().stack().unlock(name, call.approval());
        Document document = Document.about(name).put("unlocked", holder.isPresent());
        holder.ifPresent(held -> document.put("holder", held.operator().toString())
                .put("since", held.since())
                .put("command", held.command()));
        call.console()
                .print(TextReport.sentence(
                        document,
                        holder.map(held -> "%s is unlocked; it was held by %s: %s"
                                        .formatted(name, held.operator(), held.command()))
                                .orElse(name + " was not locked.")));
        return ExitCode.OK.status();
    }
}
