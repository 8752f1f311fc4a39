package dev.berth.shell;

import dev.berth.deployment.DatabaseOperations;
import dev.berth.failure.ExitCode;
import dev.berth.migration.Difference;
import dev.berth.migration.Drift;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import java.util.ArrayList;
import java.util.List;

/** {@code db drift}: what was changed in the database beside its migrations. */
final class DriftCommand {
    private static final Option<Boolean> ACCEPT =
            Option.flag("accept", "take the schema as it is now for what it is to be");

    private DriftCommand() {}

    static Verb verb() {
        return Verb.named("db drift", "Show what was changed in the schema beside the migrations")
                .with(ACCEPT)
                .detail("""
                        Berth writes down what its migrations do to the schema; what others did since, by hand or by another \
                        program, is drift. It stays drift when later migrations leave it alone. The exit code is 10 when there is any. \
                        Data, partitions, roles and what belongs to extensions are not compared.""")
                .example("db drift", "tables, columns, indexes, functions, policies, grants and more")
                .example("db drift --format json", "for a program: drift is empty when there is none")
                .example("db drift --accept", "after a change by hand that is to stay")
                .writesWith(ACCEPT)
                .runs(DriftCommand::run);
    }

    private static int run(Call call) {
        String environment = call.environment();
        DatabaseOperations database = call.services().deployments().database();
        if (call.get(ACCEPT)) {
            database.acceptDrift(
                    environment, call.typed(), call.approval(), call.console().progress());
            call.console()
                    .print(TextReport.sentence(
                            Document.about(environment).put("accepted", true),
                            "The schema of %s is written down as it is now.".formatted(environment)));
            return ExitCode.OK.status();
        }
        // A default or a check may name what is secret.
        call.maskSecrets();
        Drift drift = database.drift(environment);
        call.console()
                .print(new TextReport(document(environment, drift), theme -> lines(environment, drift, theme))
                        .advising());
        return drift.differences().isEmpty() ? ExitCode.OK.status() : ExitCode.CHANGES_PENDING.status();
    }

    private static Document document(String environment, Drift drift) {
        return Document.about(environment)
                .put("current", drift.version())
                .put("recordedAt", drift.recordedAt())
                .putRows(
                        "drift",
                        drift.differences().stream()
                                .map(difference -> Document.part()
                                        .put("change", difference.change())
                                        .put("kind", difference.kind())
                                        .put("name", difference.name())
                                        .put("expected", difference.expected())
                                        .put("actual", difference.actual()))
                                .toList());
    }

    private static List<String> lines(String environment, Drift drift, Theme theme) {
        String version = drift.version().map(each -> " at version " + each).orElse("");
        String since = Document.time(drift.recordedAt()).substring(0, 19) + "Z";
        if (drift.differences().isEmpty()) {
            return List.of(
                    theme.text("%s: the schema%s is as its migrations left it.".formatted(environment, version)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(theme.text("%s: %s in the schema%s since %s"
                .formatted(environment, Wording.count(drift.differences().size(), "change"), version, since)));
        drift.differences().forEach(difference -> lines.addAll(lines(difference, theme)));
        lines.add(theme.text(
                "Write what is to stay as a migration that may run where it is there already, or: db drift --accept"));
        return lines;
    }

    private static List<String> lines(Difference difference, Theme theme) {
        String what = Document.constant(difference.kind()).replace('-', ' ') + " " + difference.name();
        return switch (difference.change()) {
            case ADDED ->
                List.of(theme.paint(Role.GOOD, theme.text("  + " + what))
                        + definition(difference.actual().orElse(""), theme));
            case REMOVED ->
                List.of(theme.paint(Role.BAD, theme.text("  - " + what))
                        + definition(difference.expected().orElse(""), theme));
            case CHANGED ->
                List.of(
                        theme.paint(Role.WARNING, theme.text("  ~ " + what)),
                        "      was" + definition(difference.expected().orElse(""), theme),
                        "      is " + definition(difference.actual().orElse(""), theme));
        };
    }

    private static String definition(String text, Theme theme) {
        return "  " + theme.paint(Role.MUTED, theme.text(text.replaceAll("\\s+", " ")));
    }
}
