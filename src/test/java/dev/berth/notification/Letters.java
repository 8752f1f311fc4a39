package dev.berth.notification;

import dev.berth.process.LocalProgramRunner;
import dev.berth.secret.MemorySecretStore;
import dev.berth.secret.Redactor;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Letters, and what is around who sends them, for tests. */
final class Letters {
    static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");

    private Letters() {}

    static News firing(String rule, String target, Definition.Severity severity) {
        return new News(
                "id-of-%s-%s".formatted(rule, target),
                rule,
                target,
                severity,
                "%s says \"no\" — 97 %%".formatted(target),
                BEGIN,
                Optional.empty());
    }

    static Letter letter(String id) {
        return letter(id, firing("memory", "rest", Definition.Severity.CRITICAL));
    }

    static Letter letter(String id, News... news) {
        return new Letter(id, "prod", BEGIN, List.of(news), List.of());
    }

    /** A fixed clock, a store with these secrets, and programs of this machine. */
    static Surroundings surroundings(Path folder, Map<String, String> secrets) {
        MemorySecretStore store = new MemorySecretStore();
        secrets.forEach((name, value) -> store.write(name, SecretValue.of(value), 0));
        Redactor redactor = new Redactor();
        return new Surroundings(
                new Workspace(folder),
                "acme-prod",
                folder,
                redactor.watching(store),
                redactor,
                new LocalProgramRunner(),
                Clock.fixed(BEGIN, ZoneOffset.UTC),
                () -> 0.5);
    }

    /** What comes of one attempt by a notifier, as the watch is told it. */
    static Delivery post(Notifier notifier, String receiver, Letter letter) throws InterruptedException {
        CompletableFuture<Delivery> answer = new CompletableFuture<>();
        if (!notifier.post(receiver, letter, 0, answer::complete)) {
            throw new AssertionError("%s still has another letter".formatted(receiver));
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static Notifier notifier(Surroundings surroundings, Alerts.Receiver receiver) {
        return new Notifier("prod", Map.of("ops", receiver), surroundings);
    }
}
