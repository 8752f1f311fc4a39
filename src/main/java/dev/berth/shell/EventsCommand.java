package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.Subscription;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import dev.berth.view.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The verb that prints what happens to containers. */
final class EventsCommand {
    private static final Option<Optional<Duration>> SINCE = Option.duration("since", "only what is younger than this");
    private static final Duration FOREVER = Duration.ofDays(365);

    private EventsCommand() {}

    static Verb verb() {
        return Verb.named("stack events", "Print what happens to the services' containers, until Ctrl-C")
                .with(SINCE)
                .example("stack events --since 1h", "with what has happened in the last hour")
                .runs(EventsCommand::events);
    }

    private static int events(Call call) throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        if (call.console().format() == Format.JSON) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "events that go on are no JSON document",
                    "Use --format ndjson: one object a line.");
        }
        Optional<Instant> since = call.get(SINCE).map(Instant.now()::minus);
        try (Subscription subscription = engine.events(
                Map.of(Stack.PROJECT_LABEL, stack.project()),
                since,
                event -> print(call, stack.environment(), event))) {
            subscription.awaitEnd(FOREVER);
        }
        return ExitCode.OK.status();
    }

    private static synchronized void print(Call call, String environment, EngineEvent event) {
        // What probes and Berth itself run inside is noise, several lines a second.
        if (event.action().startsWith("exec_")) {
            return;
        }
        String service = event.attributes().getOrDefault("com.docker.compose.service", "");
        String container = event.attributes().getOrDefault("name", "");
        String text = call.console().format().isForPrograms()
                ? Document.about(environment)
                        .put("time", event.time())
                        .put("service", service)
                        .put("container", container)
                        .put("action", event.action())
                        .text()
                : "%s  %-16s  %s"
                        .formatted(Document.time(event.time()).substring(0, 19) + "Z", service, event.action());
        call.console().output().print(text + "\n");
        call.console().output().flush();
    }
}
