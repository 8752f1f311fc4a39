package dev.berth.shell;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Drilled;
import dev.berth.backup.KnownSet;
import dev.berth.deployment.BackupOperations;
import dev.berth.deployment.RunRequest;
import dev.berth.failure.ExitCode;
import dev.berth.secret.RecoverySheet;
import dev.berth.view.Amounts;
import dev.berth.view.BackupReports;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Folding;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code backup} that make sets, look at them and keep them. */
final class BackupSetCommands {
    static final Parameter<String> ID = Parameter.required("ID", "a backup by its id, or latest", Suggestion.BACKUPS);
    private static final Option<Optional<BackupSet.Type>> TYPE = Option.choice(
            "type", BackupSet.Type.class, "how much of PostgreSQL is copied; default: full once a week, else incr");
    private static final Option<Optional<String>> NOTE =
            Option.text("note", "TEXT", "why it was made, shown by backup show");
    private static final Option<Boolean> PIN = Option.flag("pin", "keep it whatever retention says");
    private static final Option<Boolean> DRY_RUN = Option.flag("dry-run", "say what would go, and remove nothing");
    private static final Option<Boolean> OFF = Option.flag("off", "let retention decide again");

    private static final Option<Optional<String>> SHEET = Option.text(
                    "sheet", "FILE", "use no keys but those on a printed page, as typed; - is standard input")
            .suggesting(Suggestion.FILES);

    private BackupSetCommands() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("backup create", "Make a set of everything that the environment keeps")
                        .detail(
                                "PostgreSQL, every Redis that is no cache, all other volumes, the environment's files, and which"
                                        + " images and versions of secrets it ran with, all at one moment. Nothing is stopped: Redis"
                                        + " takes no writes for some milliseconds.")
                        .with(TYPE, NOTE, PIN)
                        .example("backup create", "what changed since the last one")
                        .example(
                                "backup create --type full --note \"before the move\" --pin",
                                "everything, and it stays")
                        .writes()
                        .runs(BackupSetCommands::create),
                Verb.named("backup list", "List the backups of the environment")
                        .example("backup list --env prod", "newest first")
                        .interruptible()
                        .runs(BackupSetCommands::list),
                Verb.named("backup show", "Show what a backup holds and what it rests on")
                        .takes(ID)
                        .example("backup show latest", "the newest that is free of damage")
                        .interruptible()
                        .runs(BackupSetCommands::show),
                Verb.named("backup verify", "Read every byte that a backup needs")
                        .detail(
                                "Earlier backups that it rests on and the log up to its moment are read too. Exit code 1 says"
                                        + " that something is not what was stored.")
                        .takes(ID)
                        .example("backup verify latest", "the newest")
                        .writes()
                        .runs(BackupSetCommands::verify),
                Verb.named("backup drill", "Restore a backup in isolation and look whether it is what it was")
                        .detail(
                                "Into volumes of its own, which are removed afterwards; what serves is not touched. Exit code 1 says"
                                        + " that something is missing or differs. With --sheet everything is read with the keys"
                                        + " on the recovery sheet alone, which proves that the page would do; that is remembered.")
                        .takes(ID)
                        .with(SHEET, SecretKeyCommands.PASSPHRASE)
                        .example("backup drill latest", "a backup is worth what its last drill has shown")
                        .example("backup drill latest --sheet page.txt", "and a sheet too")
                        .writes()
                        .runs(BackupSetCommands::drill),
                RestoreCommand.verb(),
                Verb.named("backup prune", "Let go of backups that need not stay")
                        .detail(
                                "What stays is said by backup.keep of the definition: the newest of each of so many days, weeks and"
                                        + " months. The last good one, pinned ones, and whatever one of these rests on stay always.")
                        .with(DRY_RUN)
                        .example("backup prune --dry-run", "what would go")
                        .example("backup prune --env prod --yes --confirm prod", "in a scheduled job")
                        .writesUnless(DRY_RUN)
                        .runs(BackupSetCommands::prune),
                Verb.named("backup pin", "Keep a backup whatever retention says")
                        .takes(ID)
                        .with(OFF)
                        .example("backup pin 20261123T020000Z", "backup prune leaves it alone")
                        .example("backup pin 20261123T020000Z --off", "and no longer does")
                        .writes()
                        .runs(BackupSetCommands::pin));
    }

    private static int create(Call call) {
        KnownSet made = operations(call)
                .create(
                        request(call),
                        call.get(TYPE),
                        call.get(NOTE),
                        call.get(PIN),
                        call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("backup", BackupReports.document(Document.part(), made)),
                        "%s is backed up: %s, %s of %s.%s"
                                .formatted(
                                        call.environment(),
                                        made.set().id(),
                                        Amounts.bytes(made.set().bytes()),
                                        String.join(", ", made.set().stores()),
                                        made.set().gaps().isEmpty()
                                                ? ""
                                                : " Not in it: "
                                                        + String.join(
                                                                "; ", made.set().gaps()))));
        return ExitCode.OK.status();
    }

    private static int list(Call call) {
        List<KnownSet> sets =
                operations(call).sets(call.environment(), call.console().progress());
        call.console()
                .print(BackupReports.list(
                        call.environment(),
                        sets,
                        operations(call).keeping(call.environment(), sets),
                        Clock.systemUTC().instant(),
                        ZoneId.systemDefault()));
        return ExitCode.OK.status();
    }

    private static int show(Call call) {
        call.console()
                .print(BackupReports.show(call.environment(), operations(call).set(call.environment(), call.get(ID))));
        return ExitCode.OK.status();
    }

    private static int verify(Call call) {
        BackupOperations.Verified verified = operations(call)
                .verify(request(call), call.get(ID), call.console().progress());
        List<Document> parts = new ArrayList<>();
        verified.parts()
                .forEach((name, problem) -> parts.add(Document.part()
                        .put("name", name)
                        .put("ok", problem.isEmpty())
                        .put("problem", Optional.of(problem).filter(text -> !text.isEmpty()))));
        Document document = Document.about(call.environment())
                .put("id", verified.set().id())
                .put("ok", verified.isWell())
                .putRows("parts", parts);
        call.console().print(new TextReport(document, theme -> lines(verified, theme)));
        return verified.isWell() ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    private static List<String> lines(BackupOperations.Verified verified, Theme theme) {
        List<String> lines = new ArrayList<>();
        lines.add(
                verified.isWell()
                        ? "%s is what was stored, every byte of it."
                                .formatted(verified.set().id())
                        : "%s is damaged.".formatted(verified.set().id()));
        verified.parts()
                .forEach((name, problem) -> lines.add(
                        problem.isEmpty()
                                ? "  %s %s".formatted(theme.sign(Sign.DONE), name)
                                : "  %s %s: %s".formatted(theme.sign(Sign.FAILED), name, theme.text(problem))));
        return lines;
    }

    private static int drill(Call call) throws IOException {
        Drilled drilled;
        if (call.get(SHEET).isPresent()) {
            RecoverySheet sheet =
                    SecretKeyCommands.readSheet(call, call.get(SHEET).get());
            drilled = operations(call)
                    .drillBySheet(
                            request(call), call.get(ID), sheet, call.console().progress());
        } else {
            SecretKeyCommands.refuseWithoutSheet(
                    SecretKeyCommands.PASSPHRASE,
                    call.get(SecretKeyCommands.PASSPHRASE).isPresent());
            drilled = operations(call)
                    .drill(request(call), call.get(ID), call.console().progress());
        }
        Document document = Document.about(call.environment())
                .put("id", drilled.set().id())
                .put("ok", drilled.isWell())
                .put("recoveryPointSeconds", drilled.recoveryPoint())
                .put("recoveryTimeSeconds", drilled.recoveryTime())
                .putRows(
                        "checks",
                        drilled.checks().stream()
                                .map(check -> Document.part()
                                        .put("name", check.name())
                                        .put("ok", check.ok())
                                        .put("detail", check.detail()))
                                .toList());
        call.console().print(new TextReport(document, theme -> lines(drilled, theme)));
        return drilled.isWell() ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    private static List<String> lines(Drilled drilled, Theme theme) {
        List<String> lines = new ArrayList<>();
        lines.add("Drill of %s in isolation".formatted(drilled.set().id()));
        drilled.checks()
                .forEach(check -> lines.addAll(Folding.hanging(
                        "%s %s "
                                .formatted(
                                        theme.sign(check.ok() ? Sign.DONE : Sign.FAILED),
                                        DisplayWidth.padRight(check.name(), 15)),
                        theme.text(check.detail()),
                        theme)));
        lines.add("%sRecovery time %s."
                .formatted(
                        drilled.recoveryPoint()
                                .map(point -> "Recovery point %s. ".formatted(Amounts.duration(point)))
                                .orElse(""),
                        Amounts.duration(drilled.recoveryTime())));
        return lines;
    }

    private static int prune(Call call) {
        boolean dry = call.get(DRY_RUN);
        List<KnownSet> gone = dry
                ? operations(call).prunable(call.environment(), call.console().progress())
                : operations(call)
                        .prune(request(call), call.approval(), call.console().progress());
        List<String> ids = gone.stream().map(known -> known.set().id()).toList();
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("dryRun", dry).put("removed", ids),
                        ids.isEmpty()
                                ? "Every backup of %s stays.".formatted(call.environment())
                                : "%s: %s".formatted(dry ? "These would go" : "Removed", String.join(", ", ids))));
        return ExitCode.OK.status();
    }

    private static int pin(Call call) {
        boolean pinned = !call.get(OFF);
        KnownSet known = operations(call)
                .pin(request(call), call.get(ID), pinned, call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment())
                                .put("backup", BackupReports.document(Document.part(), known)),
                        pinned
                                ? "%s stays until it is unpinned: backup pin %s --off"
                                        .formatted(known.set().id(), known.set().id())
                                : "%s is no longer pinned."
                                        .formatted(known.set().id())));
        return ExitCode.OK.status();
    }

    static RunRequest request(Call call) {
        return new RunRequest(call.environment(), call.typed(), List.of());
    }

    static BackupOperations operations(Call call) {
        return call.services().deployments().backups();
    }
}
