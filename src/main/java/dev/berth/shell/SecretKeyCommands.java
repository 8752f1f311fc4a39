package dev.berth.shell;

import dev.berth.failure.ExitCode;
import dev.berth.secret.LocalSecretStore;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code secrets key}: how the embedded store's key is kept safe, and brought back. */
final class SecretKeyCommands {
    private static final Option<Optional<String>> FILE = Option.text(
                    "file", "FILE", "take the key from a file; - is standard input")
            .letter('f')
            .suggesting(Suggestion.FILES);

    private SecretKeyCommands() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("secrets key export", "Print the key that opens the environment's secrets")
                        .detail(
                                "Whoever has it reads every secret; whoever loses it loses them. Keep it on paper or in a"
                                        + " password manager.")
                        .example("secrets key export --env prod", "not into a file beside the secrets")
                        .runs(SecretKeyCommands::exportKey),
                Verb.named("secrets key import", "Take a key that was exported, on this machine")
                        .with(FILE)
                        .example("secrets key import --env prod", "asks for it")
                        .writes()
                        .confidential()
                        .runs(SecretKeyCommands::importKey));
    }

    private static int exportKey(Call call) {
        LocalSecretStore store = SecretsCommands.operations(call).local(call.environment());
        String key = store.key().export().reveal();
        call.console().print(new TextReport(Document.about(call.environment()).put("key", key), theme -> List.of(key)));
        return ExitCode.OK.status();
    }

    private static int importKey(Call call) throws Exception {
        LocalSecretStore store = SecretsCommands.operations(call).local(call.environment());
        store.key().importKey(SecretInput.read(call, call.get(FILE), "Key: "), store::opensWith);
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("imported", true),
                        "The key opens the secrets of %s, and is kept in %s."
                                .formatted(call.environment(), store.key().path())));
        return ExitCode.OK.status();
    }
}
