package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.Subscription;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.logs.HarmlessText;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.TextReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints what happens to a stack's containers. */
final class EventPrinting {
    private static final Duration TICK = Duration.ofMillis(500);

    private final Call call;
    private final Stack stack;

    private EventPrinting(Call call, Stack stack) {
        this.call = call;
        this.stack = stack;
    }

    static int run(Call call) throws InterruptedException {
        return new EventPrinting(call, call.services().environments().stack(call.environment())).run();
    }

    private int run() throws InterruptedException {
        boolean follow = call.get(EventsCommand.FOLLOW);
        if (follow && call.console().format() == Format.JSON) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "events that go on are no JSON document",
                    "Use --format ndjson: one object a line.");
        }
        Optional<Instant> until = call.get(EventsCommand.UNTIL);
        if (follow) {
            read(call.get(EventsCommand.SINCE), until, this::print);
            return ExitCode.OK.status();
        }
        List<EngineEvent> events = new ArrayList<>();
        Instant now = Instant.now();
        Instant end = until.filter(now::isAfter).orElse(now);
        read(call.get(EventsCommand.SINCE).or(() -> Optional.of(Instant.EPOCH)), Optional.of(end), events::add);
        call.console()
                .print(new TextReport(
                        Document.about(stack.environment())
                                .putRows(
                                        "events", events.stream().map(this::row).toList()),
                        theme -> events.isEmpty()
                                ? List.of(theme.text("The engine remembers nothing of that time."))
                                : events.stream().map(this::line).toList()));
        return ExitCode.OK.status();
    }

    private void read(Optional<Instant> since, Optional<Instant> until, Consumer<EngineEvent> events)
            throws InterruptedException {
        Engine engine = call.services().environments().engine(stack.engine());
        try (Subscription subscription =
                engine.events(Map.of(Stack.PROJECT_LABEL, stack.project()), since, until, event -> {
                    // What probes and Berth itself run inside is noise, several lines a second.
                    if (!event.action().startsWith("exec_")) {
                        events.accept(event);
                    }
                })) {
            while (!subscription.awaitEnd(TICK)) {
                if (call.console().isUnread()) {
                    return;
                }
            }
            if (subscription.failed()) {
                throw new BerthException(
                        ErrorCode.ENGINE_UNREACHABLE,
                        "the engine broke off while it told of " + stack.project(),
                        "`berth doctor` checks the engine.");
            }
        }
    }

    private void print(EngineEvent event) {
        String text = call.console().format().isForPrograms()
                ? fill(Document.about(stack.environment()), event).text()
                : line(event);
        call.console().output().print(text + "\n");
        call.console().output().flush();
    }

    private Document row(EngineEvent event) {
        return fill(Document.part(), event);
    }

    private Document fill(Document document, EngineEvent event) {
        return document.put("time", event.time())
                .put("service", service(event))
                .put("container", event.attributes().getOrDefault("name", ""))
                .put("action", event.action())
                .put("exitCode", exitCode(event));
    }

    /** A container that ends says how. */
    private static Optional<Integer> exitCode(EngineEvent event) {
        String code = event.attributes().getOrDefault("exitCode", "");
        return event.action().equals("die") && code.matches("-?\\d{1,9}")
                ? Optional.of(Integer.valueOf(code))
                : Optional.empty();
    }

    private String line(EngineEvent event) {
        int columns = stack.services().stream()
                .mapToInt(service -> service.name().length())
                .max()
                .orElse(0);
        return HarmlessText.of("%s  %s  %s%s"
                .formatted(
                        Document.time(event.time()).substring(0, 19) + "Z",
                        service(event)
                                + " "
                                        .repeat(Math.max(
                                                0, columns - service(event).length())),
                        event.action(),
                        exitCode(event).map(code -> ", exit code " + code).orElse("")));
    }

    private static String service(EngineEvent event) {
        return event.service();
    }
}
