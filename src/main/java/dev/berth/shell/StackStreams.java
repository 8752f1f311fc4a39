package dev.berth.shell;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.LogLine;
import dev.berth.docker.LogRequest;
import dev.berth.docker.Subscription;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The verbs of {@code stack} that print what comes, line by line: logs and events. */
final class StackStreams {
    private static final Parameter<List<String>> SERVICES =
            Parameter.any("SERVICE", "services by their Compose names; all where none is named", Suggestion.SERVICES);
    private static final Option<Optional<Integer>> TAIL = Option.number(
                    "tail", "LINES", "only the last lines of each container")
            .letter('n');
    private static final Option<Optional<Duration>> SINCE = Option.duration("since", "only what is younger than this");
    private static final Option<Boolean> FOLLOW =
            Option.flag("follow", "go on until Ctrl-C").letter('f');
    private static final Duration FOREVER = Duration.ofDays(365);

    private StackStreams() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("stack logs", "Print what the services have logged")
                        .takes(SERVICES)
                        .with(TAIL, SINCE, FOLLOW)
                        .example("stack logs rest -n 50 -f", "the last 50 lines, and what comes")
                        .example("stack logs --since 5m --format ndjson", "one JSON object a line")
                        .runs(StackStreams::logs),
                Verb.named("stack events", "Print what happens to the services' containers, until Ctrl-C")
                        .with(SINCE)
                        .example("stack events --since 1h", "with what has happened in the last hour")
                        .runs(StackStreams::events));
    }

    /** One line with the service that said it. */
    private record Line(String service, String container, LogLine line) {}

    private static int logs(Call call) throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        List<String> wanted = call.get(SERVICES);
        wanted.forEach(stack::service);
        boolean follow = call.get(FOLLOW);
        if (follow && call.console().format() == Format.JSON) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "a log that goes on is no JSON document",
                    "Use --format ndjson: one object a line.");
        }
        LogRequest request = new LogRequest(
                call.get(SINCE).map(Instant.now()::minus),
                call.get(TAIL).map(OptionalInt::of).orElse(OptionalInt.empty()),
                follow);
        List<Line> waiting = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        int columns = stack.services().stream()
                .mapToInt(service -> service.name().length())
                .max()
                .orElse(0);
        try {
            Observation.of(engine, stack.project()).services().forEach((service, containers) -> {
                if (wanted.isEmpty() || wanted.contains(service)) {
                    for (Container container : containers) {
                        subscriptions.add(engine.logs(container.id(), request, line -> {
                            synchronized (waiting) {
                                Line entry = new Line(service, container.name(), line);
                                if (follow) {
                                    print(call, entry, columns);
                                } else {
                                    waiting.add(entry);
                                }
                            }
                        }));
                    }
                }
            });
            for (Subscription subscription : subscriptions) {
                subscription.awaitEnd(FOREVER);
            }
        } finally {
            subscriptions.forEach(Subscription::close);
        }
        synchronized (waiting) {
            waiting.sort(Comparator.comparing(entry -> entry.line().time()));
            if (call.console().format() == Format.JSON) {
                call.console()
                        .output()
                        .print(Document.about(stack.environment())
                                        .putRows(
                                                "lines",
                                                waiting.stream()
                                                        .map(entry -> document(entry, Document.part()))
                                                        .toList())
                                        .text()
                                + "\n");
            } else {
                waiting.forEach(entry -> print(call, entry, columns));
            }
        }
        return ExitCode.OK.status();
    }

    private static void print(Call call, Line entry, int columns) {
        Theme theme = call.console().capabilities().output();
        String text = call.console().format().isForPrograms()
                ? document(entry, Document.about(call.environment())).text()
                : theme.paint(Role.MUTED, DisplayWidth.padRight(entry.service(), columns) + " | ")
                        + entry.line().text();
        call.console().output().print(text + "\n");
        call.console().output().flush();
    }

    private static Document document(Line entry, Document document) {
        return document.put("time", entry.line().time())
                .put("service", entry.service())
                .put("container", entry.container())
                .put("message", entry.line().text());
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
