package dev.berth.shell;

import dev.berth.environment.Environment;
import dev.berth.environment.LastKnownState;
import dev.berth.failure.BerthException;
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
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code env} that only look. */
final class EnvironmentViews {
    private static final Option<Boolean> REFRESH =
            Option.flag("refresh", "ask the engines, instead of saying what was last seen");

    private EnvironmentViews() {}

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
                ValidateCommand.verb(),
                AuditCommand.verb(),
                ExportCommand.verb(),
                HistoryCommand.verb());
    }

    private static int list(Call call) {
        Services services = call.services();
        Optional<String> active = services.activeEnvironment();
        List<Document> rows = new ArrayList<>();
        Table table = new Table(
                Table.Column.words("ENVIRONMENT").cuts(16),
                Table.Column.words("STATE"),
                Table.Column.words("SEEN"),
                Table.Column.words("ENGINE").cuts(20),
                Table.Column.words("").folds());
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
            lines.addAll(backups(definition));
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

    private static List<String> backups(Definition definition) {
        Definition.Backup backup = definition.backup();
        String place = switch (backup.repository()) {
            case Definition.BackupRepository.Volume volume -> "the volume " + definition.project() + "_backup";
            case Definition.BackupRepository.S3 s3 -> "the bucket %s at %s".formatted(s3.bucket(), s3.endpoint());
        };
        return List.of(
                "  backups to %s, %s"
                        .formatted(
                                place,
                                backup.repository()
                                        .cipherSecret()
                                        .map(secret -> "encrypted with " + secret)
                                        .orElse("not encrypted")),
                "  %s; of them stay %d daily, %d weekly and %d monthly"
                        .formatted(
                                backup.schedule()
                                        .map(schedule -> "made at " + schedule)
                                        .orElse("made on no schedule"),
                                backup.keep().daily(),
                                backup.keep().weekly(),
                                backup.keep().monthly()));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@,+%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
