package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogFeed;
import dev.berth.logs.LogLevel;
import dev.berth.logs.LogListener;
import dev.berth.logs.LogQuery;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.LogReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Prints what services have logged; apart from the verbs, so that these are made without what reading logs needs. */
final class LogPrinting implements LogListener {
    private static final Duration FOREVER = Duration.ofDays(365);

    /** Characters that are written at once. */
    private static final int BLOCK = 32 * 1024;

    private final Call call;
    private final Stack stack;
    private final SecretMasking masking;
    private final LogReport report;
    private final Format format;
    private final boolean follows;
    private final StringBuilder text = new StringBuilder();
    private final List<Document> rows = new ArrayList<>();

    private LogPrinting(Call call, Stack stack, SecretMasking masking) {
        this.call = call;
        this.stack = stack;
        this.masking = masking;
        this.report = new LogReport(stack, call.console().capabilities().output());
        this.format = call.console().format();
        this.follows = call.get(LogsCommands.FOLLOW);
    }

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
        try (SecretMasking masking = call.maskSecrets(follow, call.console()::notice)) {
            new LogPrinting(call, stack, masking).print(query);
        }
        return ExitCode.OK.status();
    }

    private void print(LogQuery query) throws InterruptedException {
        Engine engine = call.services().environments().engine(stack.engine());
        try (LogFeed feed =
                LogFeed.open(engine, stack.project(), query, call.session().redactor(), this)) {
            feed.awaitEnd(FOREVER);
        } catch (UnreadException e) {
            // Who has left wants to hear nothing of it.
            return;
        }
        if (format == Format.JSON) {
            text.append(Document.about(stack.environment())
                            .putRows("lines", rows)
                            .text())
                    .append('\n');
        }
        write();
    }

    @Override
    public void take(LogEntry entry) {
        switch (format) {
            case TABLE -> report.append(entry, text);
            case NDJSON ->
                text.append(LogReport.fill(Document.about(stack.environment()), entry)
                                .text())
                        .append('\n');
            case JSON -> rows.add(LogReport.fill(Document.part(), entry));
        }
        if (follows || text.length() > BLOCK) {
            write();
        }
    }

    @Override
    public void beforeFollowing() {
        masking.learn();
    }

    @Override
    public void unreadable(String sentence) {
        call.console().notice(sentence);
    }

    private void write() {
        call.console().output().append(text);
        text.setLength(0);
        if (call.console().isUnread()) {
            throw new UnreadException();
        }
    }

    /** Nobody reads what is printed any more. */
    private static final class UnreadException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private UnreadException() {
            super("nobody reads it any more", null, false, false);
        }
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "--grep cannot be %s: %s".formatted(Quoted.of(regex), e.getDescription()),
                    "Put a backslash before a character that stands for itself.");
        }
    }
}
