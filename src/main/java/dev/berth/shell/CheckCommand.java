package dev.berth.shell;

import dev.berth.backup.Inspection;
import dev.berth.backup.KnownSet;
import dev.berth.deployment.BackupOperations;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;

/** {@code db check}: whether the database is damaged, and what to go back to. */
final class CheckCommand {
    private CheckCommand() {}

    static Verb verb() {
        return Verb.named("db check", "Look for damage in the database: every table, every index")
                .detail(
                        "PostgreSQL's pg_amcheck reads all of it, which takes as long as reading does; nothing is changed. Exit code"
                                + " 1 says that something is damaged, and then it names the last backup that is not.")
                .example("db check --env prod", "in a quiet hour, once a week")
                .interruptible()
                .runs(CheckCommand::run);
    }

    private static int run(Call call) {
        BackupOperations.Inspected inspected = call.services()
                .deployments()
                .backups()
                .inspect(call.environment(), call.console().progress());
        Inspection found = inspected.inspection();
        Document document = Document.about(call.environment())
                .put("ok", found.isWell())
                .put("databases", found.databases())
                .put("skipped", found.skipped())
                .put("problems", found.problems())
                .put("lastClean", inspected.lastClean().map(known -> known.set().id()));
        call.console().print(new TextReport(document, theme -> lines(inspected, theme)).advising());
        return found.isWell() ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    private static List<String> lines(BackupOperations.Inspected inspected, Theme theme) {
        Inspection found = inspected.inspection();
        List<String> lines = new ArrayList<>();
        lines.add(headline(found, theme));
        found.problems().forEach(problem -> lines.add("  " + theme.text(problem)));
        if (!found.skipped().isEmpty()) {
            lines.add(theme.text(
                    "  Not looked into, since they lack the extension amcheck: " + String.join(", ", found.skipped())));
        }
        if (!found.problems().isEmpty()) {
            lines.add(
                    inspected
                            .lastClean()
                            .map(known -> "  Next: backup restore %s   the last one whose drill found no damage, of %s"
                                    .formatted(
                                            id(known),
                                            Document.time(known.set().moment().at())))
                            .orElse(
                                    "  No drill has proved a backup yet: backup drill ID tells whether it has the damage too."));
        }
        return lines;
    }

    private static String headline(Inspection found, Theme theme) {
        if (found.isWell()) {
            return "%s No damage in %s."
                    .formatted(theme.sign(Sign.DONE), theme.text(String.join(", ", found.databases())));
        }
        return found.problems().isEmpty()
                ? "%s Nothing could be looked into.".formatted(theme.sign(Sign.FAILED))
                : "%s The database is damaged.".formatted(theme.sign(Sign.FAILED));
    }

    private static String id(KnownSet known) {
        return known.set().id();
    }
}
