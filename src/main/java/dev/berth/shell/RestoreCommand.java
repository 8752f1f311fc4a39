package dev.berth.shell;

import dev.berth.backup.RestorePlan;
import dev.berth.deployment.BackupRestore;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import java.util.Optional;

/** {@code backup restore}: back to a set, to a moment, or back from there. */
final class RestoreCommand {
    private static final Parameter<Optional<String>> ID =
            Parameter.optional("ID", "a backup by its id, or latest", Suggestion.BACKUPS);
    private static final Option<Optional<String>> AT =
            Option.text("at", "TIME", "bring the database alone to this moment, such as \"2026-11-22 10:00+01:00\"");
    private static final Option<Boolean> PARTIAL = Option.flag(
            "partial", "go on although the backup lacks a store that there is now, or has one that is no more");
    private static final Option<Boolean> UNDO = Option.flag("undo", "put back what was there before the last restore");

    private RestoreCommand() {}

    static Verb verb() {
        return Verb.named("backup restore", "Bring the environment back to a backup, or its database to a moment")
                .detail(
                        "A copy is made and proved beside what serves, then exchanged with it while the stores are stopped for"
                                + " some seconds. What was there before stays beside until the next restore, and --undo puts it back. "
                                + "With --at only PostgreSQL is brought back, to any moment after the first backup.")
                .takes(ID)
                .with(AT, UNDO, PARTIAL)
                .example("backup restore latest", "everything, as the newest backup has it")
                .example("backup restore --at \"2026-11-22 10:00+01:00\"", "the database alone, as it was then")
                .example("backup restore --undo", "it was a mistake")
                .writes()
                .runs(RestoreCommand::run);
    }

    private static int run(Call call) {
        Optional<String> id = call.get(ID);
        Optional<String> at = call.get(AT);
        boolean undo = call.get(UNDO);
        int wanted = (id.isPresent() ? 1 : 0) + (at.isPresent() ? 1 : 0) + (undo ? 1 : 0);
        if (wanted != 1) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    wanted == 0
                            ? "backup restore needs to know what to go back to"
                            : "a backup, --at and --undo exclude each other",
                    "usage: backup restore ID | --at TIME | --undo");
        }
        return undo
                ? undo(call)
                : restore(
                        call,
                        id.<BackupRestore.Wanted>map(each -> new BackupRestore.Wanted.Set(each, call.get(PARTIAL)))
                                .orElseGet(() -> new BackupRestore.Wanted.Moment(ZonedMoment.parse(at.orElseThrow()))));
    }

    private static int restore(Call call, BackupRestore.Wanted wanted) {
        BackupRestore.Restored done = operations(call)
                .restore(
                        BackupSetCommands.request(call),
                        wanted,
                        call.approval(),
                        call.console().progress());
        StatusCommand.lookAgain(call, call.environment());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment())
                                .put("set", done.set().id())
                                .put("at", done.at())
                                .put("before", done.before())
                                .put("awaySeconds", done.away()),
                        "%s is as it was at %s; its stores were away for %s.  What was there before: backup restore --undo"
                                .formatted(
                                        call.environment(), Document.time(done.at()), Amounts.duration(done.away()))));
        return ExitCode.OK.status();
    }

    private static int undo(Call call) {
        RestorePlan plan = operations(call)
                .undo(
                        BackupSetCommands.request(call),
                        call.approval(),
                        call.console().progress());
        StatusCommand.lookAgain(call, call.environment());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment())
                                .put("undone", plan.id())
                                .put("set", plan.set()),
                        "%s is as it was before the restore %s.".formatted(call.environment(), plan.id())));
        return ExitCode.OK.status();
    }

    private static BackupRestore operations(Call call) {
        return call.services().deployments().restore();
    }
}
