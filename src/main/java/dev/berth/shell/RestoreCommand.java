package dev.berth.shell;

import dev.berth.backup.RestorePlan;
import dev.berth.deployment.BackupRestore;
import dev.berth.deployment.TableRestore;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import dev.berth.view.Wording;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code backup restore}: back to a set, to a moment, or back from there. */
final class RestoreCommand {
    private static final Parameter<Optional<String>> ID =
            Parameter.optional("ID", "a backup by its id, or latest", Suggestion.BACKUPS);
    private static final Option<Optional<String>> AT = Option.text(
            "at",
            "TIME",
            "bring the database alone to this moment, such as \"2026-11-22 10:00+01:00\", or end: as far as its log was stored");
    private static final Option<Boolean> PARTIAL = Option.flag(
            "partial", "go on although the backup lacks a store that there is now, or has one that is no more");
    private static final Option<Boolean> UNDO = Option.flag("undo", "put back what was there before the last restore");

    private static final Option<List<String>> TABLE = Option.texts(
            "table", "SCHEMA.TABLE", "bring back only this table, beside the one that there is; repeatable");
    private static final Option<Optional<String>> INTO =
            Option.text("into", "SCHEMA", "where --table puts them; made where there is none");

    private RestoreCommand() {}

    static Verb verb() {
        return Verb.named("backup restore", "Bring the environment back to a backup, or its database to a moment")
                .detail(
                        "A copy is made and proved beside what serves, then exchanged with it while the stores are stopped for"
                                + " some seconds. What was there before stays beside until the next restore, and --undo puts it back. "
                                + "With --at only PostgreSQL is brought back, to any moment after the first backup.")
                .takes(ID)
                .with(AT, UNDO, PARTIAL, TABLE, INTO)
                .example("backup restore latest", "everything, as the newest backup has it")
                .example("backup restore --at \"2026-11-22 10:00+01:00\"", "the database alone, as it was then")
                .example(
                        "backup restore latest --table app.invoices --into restored",
                        "one table, as restored.invoices; nothing else is touched")
                .example("backup restore --at end", "the newest state that was stored, after a disk was lost")
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
        List<String> tables = call.get(TABLE);
        if (tables.isEmpty() == call.get(INTO).isPresent() || (undo && !tables.isEmpty())) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    undo ? "--table and --undo exclude each other" : "--table and --into belong together",
                    "Such as: backup restore latest --table app.invoices --into restored");
        }
        if (undo) {
            return undo(call);
        }
        BackupRestore.Wanted target = id.<BackupRestore.Wanted>map(
                        each -> new BackupRestore.Wanted.Set(each, call.get(PARTIAL)))
                .orElseGet(() -> moment(at.orElseThrow()));
        return tables.isEmpty() ? restore(call, target) : tables(call, target, tables);
    }

    private static BackupRestore.Wanted moment(String text) {
        return text.strip().equals("end")
                ? new BackupRestore.Wanted.End()
                : new BackupRestore.Wanted.Moment(ZonedMoment.parse(text));
    }

    private static int tables(Call call, BackupRestore.Wanted wanted, List<String> tables) {
        TableRestore.Brought done = call.services()
                .deployments()
                .tableRestore()
                .restore(
                        BackupSetCommands.request(call),
                        wanted,
                        tables,
                        call.get(INTO).orElseThrow(),
                        call.approval(),
                        call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment())
                                .put("set", done.set().id())
                                .put("at", done.at())
                                .put(
                                        "tables",
                                        done.tables().stream()
                                                .map(table -> Document.part()
                                                        .put("database", table.database())
                                                        .put("name", table.name())
                                                        .put("rows", table.rows()))
                                                .toList()),
                        "%s: as at %s."
                                .formatted(
                                        done.tables().stream()
                                                .map(table -> "%s with %s"
                                                        .formatted(table.name(), Wording.count(table.rows(), "row")))
                                                .collect(Collectors.joining(", ")),
                                        Document.time(done.at()))));
        return ExitCode.OK.status();
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
