package dev.berth.shell;

import dev.berth.deployment.SecretImport;
import dev.berth.deployment.SecretOperations;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.secret.RecoverySheet;
import dev.berth.secret.SecretValue;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code secrets key}: how the embedded store's key is kept safe, and brought back. */
final class SecretKeyCommands {
    private static final Option<Optional<String>> FILE = Option.text(
                    "file", "FILE", "take the key from a file; - is standard input")
            .letter('f')
            .suggesting(Suggestion.FILES);

    private static final Option<Boolean> AS_SHEET =
            Option.flag("sheet", "a page for paper, sealed with a passphrase, with what it takes to read backups");
    private static final Option<Optional<String>> SHEET = Option.text(
                    "sheet", "FILE", "take back what was typed from a printed page; - is standard input")
            .suggesting(Suggestion.FILES);
    static final Option<Optional<String>> PASSPHRASE = Option.text(
                    "passphrase-file", "FILE", "take the sheet's passphrase from a file, in place of asking")
            .suggesting(Suggestion.FILES);
    private static final Option<Boolean> OVERWRITE =
            Option.flag("overwrite", "replace other values that are stored by those of the sheet");

    private SecretKeyCommands() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("secrets key export", "Print the key that opens the environment's secrets")
                        .with(AS_SHEET, PASSPHRASE)
                        .detail(
                                "Whoever has it reads every secret; whoever loses it loses them. Keep it on paper or in a"
                                        + " password manager. With --sheet a page is printed for an empty machine: the key, and"
                                        + " the secrets without which backups cannot be read, also those that Vault keeps, sealed"
                                        + " with a passphrase that is asked for. Without the passphrase the page tells nothing.")
                        .example("secrets key export --env prod", "not into a file beside the secrets")
                        .example("secrets key export --env prod --sheet", "a page for the safe")
                        .example(
                                "secrets key export --env prod --sheet --passphrase-file /dev/shm/words | lp",
                                "straight to a printer")
                        .runs(SecretKeyCommands::exportKey),
                Verb.named("secrets key import", "Take a key that was exported, on this machine")
                        .with(FILE, SHEET, OVERWRITE, PASSPHRASE)
                        .detail(
                                "With --sheet, what was typed from a printed page: its key is taken where the secrets file of"
                                        + " this machine is not open already, and its secrets are stored, those that have another"
                                        + " value with --overwrite only. A typing error is told by its line.")
                        .example("secrets key import --env prod", "asks for it")
                        .example(
                                "secrets key import --env prod --sheet page.txt", "asks for the passphrase of the page")
                        .writes()
                        .confidential()
                        .runs(SecretKeyCommands::importKey));
    }

    private static int exportKey(Call call) throws IOException {
        if (call.get(AS_SHEET)) {
            return exportSheet(call);
        }
        refuseWithoutSheet(PASSPHRASE, call.get(PASSPHRASE).isPresent());
        String key =
                SecretsCommands.operations(call).exportKey(call.environment()).reveal();
        call.console().print(new TextReport(Document.about(call.environment()).put("key", key), theme -> List.of(key)));
        return ExitCode.OK.status();
    }

    private static int exportSheet(Call call) throws IOException {
        String environment = call.environment();
        RecoverySheet sheet = SecretsCommands.operations(call).recoverySheet(environment);
        SheetPage page = new SheetPage(
                call.services().definitions().read(environment),
                sheet,
                Version.current(),
                LocalDate.now(ZoneId.systemDefault()));
        List<String> lines = page.lines(sheet.lines(newPassphrase(call), new SecureRandom()));
        call.console().print(new TextReport(Document.about(environment).put("sheet", lines), theme -> lines));
        return ExitCode.OK.status();
    }

    /** Asked for twice, since nobody sees what is typed, and a sheet that nobody can open is found out too late. */
    private static SecretValue newPassphrase(Call call) throws IOException {
        SecretValue passphrase = passphrase(call, "A passphrase for the sheet: ");
        if (call.get(PASSPHRASE).isEmpty() && !passphrase.equals(passphrase(call, "The same again: "))) {
            throw new BerthException(
                    ErrorCode.USAGE, "the two passphrases are not the same", "Nothing was printed: try again.");
        }
        return passphrase;
    }

    private static SecretValue passphrase(Call call, String question) throws IOException {
        if (call.get(PASSPHRASE).isPresent()) {
            return SecretValue.of(SecretInput.read(call, call.get(PASSPHRASE), question)
                    .reveal()
                    .stripTrailing());
        }
        return SecretValue.of(
                call.console().askSecret(question, "Name a file that holds the passphrase: --passphrase-file FILE"));
    }

    /** What was typed from a printed page; its passphrase is asked for once the page is found to be without typing error. */
    static RecoverySheet readSheet(Call call, String file) throws IOException {
        RecoverySheet.Sealed sealed =
                RecoverySheet.read(SecretInput.read(call, Optional.of(file), "").reveal());
        return sealed.open(passphrase(call, "Passphrase of the sheet: "));
    }

    private static int importSheet(Call call, String file) throws IOException {
        String environment = call.environment();
        RecoverySheet sheet = readSheet(call, file);
        SecretOperations.Recovered recovered = SecretsCommands.operations(call)
                .recover(
                        environment,
                        sheet,
                        call.get(OVERWRITE),
                        call.approval(),
                        call.console().progress());
        List<String> stored = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (SecretImport.Item item : recovered.secrets().items()) {
            (item.action() == SecretImport.Action.KEEP ? kept : stored).add(item.name());
        }
        Document document = Document.about(environment)
                .put("imported", recovered.key())
                .put("stored", stored)
                .put("kept", kept);
        call.console().print(new TextReport(document, theme -> {
            List<String> lines = new ArrayList<>();
            if (recovered.key()) {
                lines.add("The key of the secrets of %s is back.".formatted(environment));
            } else if (sheet.key().isPresent()) {
                lines.add("The secrets file of %s is open already: the sheet's key was not needed."
                        .formatted(environment));
            }
            stored.forEach(name -> lines.add("Stored: " + name));
            kept.forEach(name -> lines.add("Stored already: " + name));
            return lines;
        }));
        return ExitCode.OK.status();
    }

    static void refuseWithoutSheet(Option<?> option, boolean isGiven) {
        if (isGiven) {
            throw new BerthException(
                    ErrorCode.USAGE, "--%s is of a sheet".formatted(option.name()), "Add --sheet, or leave it out.");
        }
    }

    private static int importKey(Call call) throws Exception {
        if (call.get(SHEET).isPresent()) {
            if (call.get(FILE).isPresent()) {
                throw new BerthException(
                        ErrorCode.USAGE, "--file is of a key, and --sheet of a page", "Give one of them.");
            }
            return importSheet(call, call.get(SHEET).get());
        }
        refuseWithoutSheet(PASSPHRASE, call.get(PASSPHRASE).isPresent());
        refuseWithoutSheet(OVERWRITE, call.get(OVERWRITE));
        boolean isProtected =
                call.services().environments().definition(call.environment()).isProtected();
        call.approval().require(call.environment(), isProtected);
        LocalSecretStore store = SecretsCommands.operations(call).local(call.environment());
        SecretValue key = SecretInput.read(call, call.get(FILE), "Key: ");
        call.approval().confirm(call.environment(), isProtected, List.of("the key of its secrets here is replaced"));
        store.importKey(key);
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("imported", true),
                        "The key opens the secrets of %s, and is kept in %s."
                                .formatted(call.environment(), store.key().path())));
        return ExitCode.OK.status();
    }
}
