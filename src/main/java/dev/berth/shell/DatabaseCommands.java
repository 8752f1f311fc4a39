package dev.berth.shell;

import dev.berth.datastore.Psql;
import dev.berth.deployment.DatabaseOperations;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.migration.History;
import dev.berth.migration.InvalidIndex;
import dev.berth.migration.Migration;
import dev.berth.migration.MigrationState;
import dev.berth.migration.Mismatch;
import dev.berth.migration.Outcome;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import dev.berth.view.Wording;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The verbs of {@code db}. */
final class DatabaseCommands {
    private static final Parameter<String> VERSION =
            Parameter.required("VERSION", "the version that the database holds already", Suggestion.NOTHING);
    private static final Option<Boolean> DRY_RUN = Option.flag(
                    "dry-run", "check and list what would run, and run nothing")
            .letter('n');
    private static final Option<Optional<String>> COMMAND =
            Option.text("command", "SQL", "run this and end").letter('c');
    private static final Option<Optional<String>> FILE = Option.text("file", "FILE", "run the SQL of a file and end")
            .letter('f')
            .suggesting(Suggestion.FILES);

    private static final Pattern VERSION_NUMBER = Pattern.compile("[0-9]{1,40}([._][0-9]{1,40}){0,20}");

    private DatabaseCommands() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>(StoreCommands.verbs());
        verbs.addAll(List.of(
                Verb.named("db migrate", "Apply the migrations that are pending")
                        .with(DRY_RUN)
                        .example("db migrate --dry-run", "what would run")
                        .example("db migrate --env prod --yes --confirm prod", "in a script")
                        .writesUnless(DRY_RUN)
                        .runs(DatabaseCommands::migrate),
                Verb.named("db info", "List the migrations: what was applied, and what is pending")
                        .example("db info --format json", "current is the schema's version")
                        .runs(DatabaseCommands::info),
                Verb.named("db validate", "Check that files and history agree")
                        .example("db validate", "exit code 1 when they do not")
                        .runs(DatabaseCommands::validate),
                CheckCommand.verb(),
                Verb.named("db repair", "Drop indexes that failed builds left, and mend the history")
                        .example("db repair", "after a failed migration")
                        .writes()
                        .runs(DatabaseCommands::repair),
                Verb.named("db baseline", "Declare that the database holds everything up to a version")
                        .takes(VERSION)
                        .example("db baseline 12", "when Berth takes over a schema")
                        .writes()
                        .runs(DatabaseCommands::baseline),
                Verb.named("db psql", "Open PostgreSQL's own client in the database's container")
                        .with(COMMAND, FILE)
                        .detail(
                                "The exit code is psql's. It logs in as the migrations' role; where secrets.vault.database is"
                                        + " defined, as a login that Vault makes for this session and takes away after it.")
                        .example("db psql", "a session")
                        .example("db psql -c 'select count(*) from notes'", "one statement")
                        .writes()
                        .runs(DatabaseCommands::psql)));
        return verbs;
    }

    private static DatabaseOperations operations(Call call) {
        return call.services().deployments().database();
    }

    private static int migrate(Call call) {
        String environment = call.environment();
        if (call.get(DRY_RUN)) {
            List<Migration> pending = operations(call).dryRun(environment);
            call.console()
                    .print(TextReport.table(
                            Document.about(environment).putRows("migrations", documents(pending)),
                            table(pending),
                            environment + " has no pending migration."));
            return ExitCode.OK.status();
        }
        Outcome outcome = operations(call)
                .migrate(
                        environment,
                        call.typed(),
                        call.approval(),
                        call.console().progress(),
                        new MigrationProgress(call.console().progress()));
        Document document = Document.about(environment)
                .put("current", outcome.current())
                .putRows("applied", documents(outcome.applied()))
                .put("notices", outcome.notices());
        call.console()
                .print(TextReport.sentence(
                        document,
                        "%s: %s applied, schema version %s."
                                .formatted(
                                        environment,
                                        Wording.count(outcome.applied().size(), "migration"),
                                        outcome.current().orElse("none"))));
        return ExitCode.OK.status();
    }

    private static int info(Call call) {
        History history = operations(call).info(call.environment());
        Document document = Document.about(call.environment())
                .put("current", history.current())
                .putRows("migrations", documents(history.migrations()))
                .put(
                        "mismatches",
                        history.mismatches().stream()
                                .map(DatabaseCommands::document)
                                .toList());
        call.console().print(TextReport.table(document, table(history.migrations()), "There is no migration."));
        history.mismatches().forEach(mismatch -> call.console().notice(mismatch.message() + "\n  " + mismatch.hint()));
        return ExitCode.OK.status();
    }

    private static int validate(Call call) {
        String environment = call.environment();
        List<Mismatch> mismatches = operations(call).validate(environment);
        List<InvalidIndex> indexes = operations(call).invalidIndexes(environment);
        boolean valid = indexes.isEmpty()
                && mismatches.stream().noneMatch(mismatch -> mismatch.kind().blocks());
        Document document = Document.about(environment)
                .put("valid", valid)
                .putRows(
                        "mismatches",
                        mismatches.stream().map(DatabaseCommands::document).toList())
                .put(
                        "invalidIndexes",
                        indexes.stream().map(InvalidIndex::toString).toList());
        List<String> lines = new ArrayList<>();
        mismatches.forEach(mismatch -> lines.addAll(List.of(mismatch.message(), "  " + mismatch.hint())));
        indexes.forEach(
                index -> lines.addAll(List.of("the index %s is INVALID".formatted(index), "  db repair drops it.")));
        if (lines.isEmpty()) {
            lines.add("%s: files and history agree.".formatted(environment));
        }
        call.console()
                .print(new TextReport(
                        document, theme -> lines.stream().map(theme::text).toList()));
        return valid ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    private static int repair(Call call) {
        List<String> done = operations(call)
                .repair(
                        call.environment(),
                        call.typed(),
                        call.approval(),
                        call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("done", done),
                        done.isEmpty() ? "There was nothing to repair." : String.join("\n", done)));
        return ExitCode.OK.status();
    }

    private static int baseline(Call call) {
        String version = call.get(VERSION);
        if (!VERSION_NUMBER.matcher(version).matches()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s is no version of a migration".formatted(Quoted.word(version)),
                    "Such as 12 or 2026.11: what stands between V and __ in a file's name.");
        }
        operations(call)
                .baseline(
                        call.environment(),
                        version,
                        call.typed(),
                        call.approval(),
                        call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("current", version),
                        "Everything up to version %s counts as applied in %s.".formatted(version, call.environment())));
        return ExitCode.OK.status();
    }

    private static int psql(Call call) {
        Optional<String> command = call.get(COMMAND);
        Optional<String> file = call.get(FILE);
        if (command.isPresent() && file.isPresent()) {
            throw new BerthException(
                    ErrorCode.USAGE, "-c and -f exclude each other", "usage: db psql [-c SQL | -f FILE]");
        }
        String environment = call.environment();
        Definition definition = call.services().environments().definition(environment);
        call.approval().require(environment, definition.isProtected());
        call.approval()
                .confirm(
                        environment,
                        definition.isProtected(),
                        List.of("SQL runs in the database of %s, as a role that may change it".formatted(environment)));
        Path folder = call.session().folder();
        Psql.Request request = command.<Psql.Request>map(Psql.Request.Command::new)
                .or(() -> file.map(name -> new Psql.Request.Script(folder.resolve(name))))
                .orElseGet(() ->
                        new Psql.Request.Session(call.console().capabilities().fullScreen()));
        call.console().output().flush();
        return operations(call).psql(environment, request, call.console().progress()::notice);
    }

    private static Table table(List<Migration> migrations) {
        Table table = new Table(
                Table.Column.words("VERSION"),
                Table.Column.words("DESCRIPTION").folds(),
                Table.Column.words("STATE"),
                Table.Column.words("INSTALLED"));
        for (Migration migration : migrations) {
            table.row(
                    Table.Cell.of(migration.version().orElse("repeatable")),
                    Table.Cell.of(migration.description()),
                    new Table.Cell(Document.constant(migration.state()), role(migration.state())),
                    Table.Cell.of(migration
                            .installedAt()
                            .map(time -> Document.time(time).substring(0, 19) + "Z")
                            .orElse("–")));
        }
        return table;
    }

    private static Role role(MigrationState state) {
        return switch (state) {
            case APPLIED -> Role.GOOD;
            case PENDING -> Role.WAITING;
            case FAILED -> Role.BAD;
            case MISSING, OUT_OF_ORDER -> Role.WARNING;
        };
    }

    private static List<Document> documents(List<Migration> migrations) {
        return migrations.stream()
                .map(migration -> Document.part()
                        .put("version", migration.version())
                        .put("description", migration.description())
                        .put("script", migration.script())
                        .put("state", migration.state())
                        .put("installedAt", migration.installedAt()))
                .toList();
    }

    private static Document document(Mismatch mismatch) {
        return Document.part()
                .put("kind", mismatch.kind())
                .put("script", mismatch.script())
                .put("message", mismatch.message())
                .put("hint", mismatch.hint());
    }
}
