package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogFeed;
import dev.berth.logs.LogLevel;
import dev.berth.logs.LogQuery;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.LogReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Prints what services have logged; apart from the verbs, so that these are made without what reading logs needs. */
final class LogPrinting {
    private static final Duration FOREVER = Duration.ofDays(365);

    private LogPrinting() {}

    static int run(Call call) throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        List<String> wanted = call.get(LogsCommands.SERVICES);
        wanted.forEach(stack::service);
        boolean follow = call.get(LogsCommands.FOLLOW);
        Format format = call.console().format();
        if (follow && format == Format.JSON) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "a log that goes on is no JSON document",
                    "Use --format ndjson: one object a line.");
        }
        if (follow && call.get(LogsCommands.UNTIL).isPresent()) {
            throw new BerthException(
                    ErrorCode.USAGE, "--follow has no end, and --until is one", "Leave one of them out.");
        }
        LogQuery query = new LogQuery(
                new HashSet<>(wanted),
                call.get(LogsCommands.TAIL).map(OptionalInt::of).orElse(OptionalInt.empty()),
                call.get(LogsCommands.SINCE),
                call.get(LogsCommands.UNTIL),
                follow,
                call.get(LogsCommands.GREP).map(LogPrinting::pattern),
                call.get(LogsCommands.LEVEL).orElse(LogLevel.UNKNOWN));
        call.maskSecrets();
        LogReport report = new LogReport(stack, call.console().capabilities().output());
        List<Document> rows = new ArrayList<>();
        read(call, stack, query, entry -> {
            switch (format) {
                case TABLE -> report.lines(entry).forEach(line -> print(call, line));
                case NDJSON ->
                    print(
                            call,
                            LogReport.fill(Document.about(stack.environment()), entry)
                                    .text());
                case JSON -> rows.add(LogReport.fill(Document.part(), entry));
            }
        });
        if (format == Format.JSON) {
            print(
                    call,
                    Document.about(stack.environment()).putRows("lines", rows).text());
        }
        call.console().output().flush();
        return ExitCode.OK.status();
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "--grep cannot be \"%s\": %s".formatted(regex, e.getDescription()),
                    "Put a backslash before a character that stands for itself.");
        }
    }

    private static void read(Call call, Stack stack, LogQuery query, Consumer<LogEntry> listener)
            throws InterruptedException {
        Engine engine = call.services().environments().engine(stack.engine());
        try (LogFeed feed = LogFeed.open(engine, stack.project(), query, call.session()::redact, listener)) {
            feed.awaitEnd(FOREVER);
        }
    }

    private static void print(Call call, String line) {
        call.console().output().print(line + "\n");
        if (call.get(LogsCommands.FOLLOW)) {
            call.console().output().flush();
        }
    }
}
