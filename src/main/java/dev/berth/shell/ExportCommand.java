package dev.berth.shell;

import dev.berth.deployment.Endpoints;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import java.util.List;
import java.util.Optional;

/** {@code env export}: the addresses that applications need. */
final class ExportCommand {
    private static final Option<Boolean> REVEAL = Option.flag("reveal", "print secrets as they are");
    private static final Option<Optional<Format>> FORMAT =
            Option.choice("format", Format.class, "dotenv (NAME=value lines, the default) or JSON");

    private ExportCommand() {}

    static Verb verb() {
        return Verb.named("env export", "Print the addresses that applications need")
                .takes(EnvironmentCommands.OPTIONAL_NAME)
                .with(FORMAT, REVEAL)
                .example("env export", "secrets are masked")
                .example("env export --reveal > .env", "for an application on this machine")
                .runs(ExportCommand::run);
    }

    /** The forms of an export. */
    private enum Format {
        DOTENV,
        JSON,
        NDJSON,
        TABLE
    }

    private static int run(Call call) {
        String name = EnvironmentCommands.named(call);
        List<Endpoints.Endpoint> endpoints =
                call.services().deployments().endpoints().of(name, call.get(REVEAL));
        Document document = Document.about(name)
                .putRows(
                        "endpoints",
                        endpoints.stream()
                                .map(endpoint -> Document.part()
                                        .put("name", endpoint.name())
                                        .put("url", endpoint.url()))
                                .toList());
        switch (call.get(FORMAT).orElse(Format.DOTENV)) {
            case JSON -> call.console().output().print(document.text() + "\n");
            case NDJSON ->
                document.lines().forEach(line -> call.console().output().print(line + "\n"));
            case DOTENV, TABLE ->
                endpoints.forEach(endpoint ->
                        call.console().output().print(endpoint.name() + "=" + dotenv(endpoint.url()) + "\n"));
        }
        call.console().output().flush();
        return ExitCode.OK.status();
    }

    /** Double quotes only where they are needed: not every reader of such files takes them off. */
    private static String dotenv(String value) {
        if (value.matches("[A-Za-z0-9_./:@%+,?&=*~-]*")) {
            return value;
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n")
                + '"';
    }
}
