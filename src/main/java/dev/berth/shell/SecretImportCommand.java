package dev.berth.shell;

import dev.berth.deployment.SecretImport;
import dev.berth.deployment.SecretOperations;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.secret.DotenvText;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code secrets import}: values that lie elsewhere, into the environment's store. */
final class SecretImportCommand {
    private static final Option<Optional<String>> FROM = Option.text(
                    "from", "FILE|-|local|vault", "a file of NAME=value lines, standard input, or the other store")
            .suggesting(Suggestion.FILES);
    private static final Option<List<String>> MAP =
            Option.texts("map", "NAME=SECRET", "which secret a name is for; may be repeated");
    private static final Option<Boolean> OVERWRITE = Option.flag("overwrite", "replace other values that are stored");
    private static final Option<Boolean> DRY_RUN =
            Option.flag("dry-run", "show what would be stored, and store nothing");

    private SecretImportCommand() {}

    static Verb verb() {
        return Verb.named("secrets import", "Store values that lie in a file, or in the other store")
                .with(FROM, MAP, OVERWRITE, DRY_RUN)
                .detail(
                        "A name is for the secret that is called so, or so in capitals with _ for every other character:"
                                + " POSTGRES_APP is for postgres.app. Names that no declared secret has are left out. A value that is"
                                + " stored already stays at its version; another one is replaced with --overwrite only, and before"
                                + " anything is stored all of that is known. In a file nothing is interpolated: $ is $; \\n and the like"
                                + " are escapes in double quotes alone. Where the definition's provider was changed, --from local and"
                                + " --from vault bring what the store before holds. Services take it up at the next sync.")
                .example("secrets import --from .env --dry-run", "what would be stored; no value is shown")
                .example("secrets import --from local --env prod", "after provider: vault was written")
                .example("secrets import --from old.env --map DB_PASSWORD=postgres.app", "another name")
                .writesUnless(DRY_RUN)
                .runs(SecretImportCommand::run);
    }

    private static int run(Call call) throws IOException {
        String environment = call.environment();
        SecretOperations operations = SecretsCommands.operations(call);
        SecretOperations.ImportSource source = source(call);
        SecretImport secrets = operations.importable(environment, source, mapping(call.get(MAP)));
        boolean dry = call.get(DRY_RUN);
        if (secrets.items().isEmpty()) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "nothing to import: "
                            + (secrets.unused().isEmpty()
                                    ? "no value is there"
                                    : "no declared secret is called " + String.join(", ", secrets.unused())),
                    "Say which secret a name is for: --map NAME=SECRET");
        }
        if (!dry) {
            operations.importAll(
                    environment,
                    secrets,
                    call.get(OVERWRITE),
                    call.approval(),
                    call.console().progress());
        }
        Document document = Document.about(environment)
                .put("imported", !dry)
                .putRows(
                        "secrets",
                        secrets.items().stream()
                                .map(item -> Document.part()
                                        .put("name", item.name())
                                        .put("from", item.from())
                                        .put("change", item.action()))
                                .toList())
                .put("unused", secrets.unused());
        call.console().print(new TextReport(document, theme -> lines(environment, secrets, dry, theme)).advising());
        return ExitCode.OK.status();
    }

    private static SecretOperations.ImportSource source(Call call) throws IOException {
        Optional<String> from = call.get(FROM);
        if (from.filter("local"::equals).isPresent()) {
            return new SecretOperations.ImportSource.Local();
        }
        if (from.filter("vault"::equals).isPresent()) {
            return new SecretOperations.ImportSource.Vault();
        }
        if (from.isEmpty() && call.console().capabilities().readsTerminal()) {
            throw new BerthException(
                    ErrorCode.USAGE, "nothing says where to import from", "--from FILE, --from local, or --from vault");
        }
        String name = from.filter(file -> !file.equals("-")).orElse("standard input");
        return new SecretOperations.ImportSource.Values(DotenvText.parse(
                SecretInput.read(call, from.or(() -> Optional.of("-")), "").reveal(), name));
    }

    private static Map<String, String> mapping(List<String> words) {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1 || equals == word.length() - 1) {
                throw new BerthException(
                        ErrorCode.USAGE, "--map takes NAME=SECRET", "Such as DB_PASSWORD=postgres.app.");
            }
            mapping.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return mapping;
    }

    private static List<String> lines(String environment, SecretImport secrets, boolean dry, Theme theme) {
        List<String> lines = new ArrayList<>(List.of(theme.paint(Role.STRONG, environment)));
        int kept = 0;
        for (SecretImport.Item item : secrets.items()) {
            String from = item.from().equals(item.name()) ? "" : "from " + item.from();
            switch (item.action()) {
                case ADD -> lines.add(theme.paint(Role.GOOD, "  + ") + "%-28s %s".formatted(item.name(), from));
                case CHANGE ->
                    lines.add(theme.paint(Role.WARNING, "  ~ ")
                            + "%-28s %s"
                                    .formatted(item.name(), from + (dry ? ", replaced with --overwrite only" : "")));
                case KEEP -> kept++;
            }
        }
        lines.add("  = %d stored already".formatted(kept));
        if (!secrets.unused().isEmpty()) {
            lines.add(
                    theme.text("  left out, no declared secret is called so: " + String.join(", ", secrets.unused())));
        }
        lines.add(dry ? "Nothing was stored." : "Services take it up with: secrets sync");
        return lines;
    }
}
