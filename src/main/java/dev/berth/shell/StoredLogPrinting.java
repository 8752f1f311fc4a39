package dev.berth.shell;

import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import dev.berth.logs.LogListener;
import dev.berth.logs.store.LogSearch;
import dev.berth.logs.store.LogStats;
import dev.berth.logs.store.StoredLogs;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.LogReport;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prints what a watch has kept of what services have said. */
final class StoredLogPrinting implements LogListener {
    private static final int USUAL_LINES = 1000;

    private final Call call;
    private final Stack stack;
    private final LogReport report;
    private final StringBuilder text = new StringBuilder();
    private final List<Document> rows = new ArrayList<>();

    private StoredLogPrinting(Call call, Stack stack) {
        this.call = call;
        this.stack = stack;
        this.report = new LogReport(stack, call.console().capabilities().output());
    }

    static int search(Call call) {
        LogSearch typed = LogSearch.of(String.join(" ", LogsCommands.query(call)));
        Set<String> services = new HashSet<>(typed.services());
        services.addAll(call.get(LogsCommands.SERVICE));
        LogSearch search = new LogSearch(
                        typed.clauses(),
                        services,
                        typed.containers(),
                        call.get(LogsCommands.LEVEL).orElse(typed.level()),
                        call.get(LogsCommands.SINCE),
                        call.get(LogsCommands.UNTIL),
                        typed.last())
                .last(call.get(LogsCommands.LINES).orElse(USUAL_LINES));
        Stack stack = call.services().environments().stack(call.environment());
        StoredLogPrinting printing = new StoredLogPrinting(call, stack);
        try (StoredLogs kept = kept(call)) {
            kept.search(search, printing);
        }
        printing.end();
        return ExitCode.OK.status();
    }

    private static StoredLogs kept(Call call) {
        return StoredLogs.open(call.watchFolder().logs())
                .orElseThrow(() -> new BerthException(
                        ErrorCode.FAILED,
                        "nobody on this machine has kept what the services of %s said".formatted(call.environment()),
                        "A watch does: monitor start. logs tail reads what the engine still has."));
    }

    @Override
    public void take(LogEntry entry) {
        switch (call.console().format()) {
            case TABLE -> report.append(entry, text);
            case NDJSON ->
                text.append(LogReport.fill(Document.about(stack.environment()), entry)
                                .text())
                        .append('\n');
            case JSON -> rows.add(LogReport.fill(Document.part(), entry));
        }
    }

    @Override
    public void gap(LogGap gap) {
        call.console()
                .notice("%s to %s: %s%s%s"
                        .formatted(
                                Document.time(gap.from()),
                                Document.time(gap.until()),
                                gap.container().isEmpty() ? "" : gap.container() + ": ",
                                gap.reason(),
                                gap.dropped() == 0 ? "" : " (%d lines)".formatted(gap.dropped())));
    }

    private void end() {
        if (call.console().format() == Format.JSON) {
            text.append(Document.about(stack.environment())
                            .putRows("lines", rows)
                            .text())
                    .append('\n');
        }
        call.console().output().append(text);
        call.console().output().flush();
    }

    static int stats(Call call) {
        String name = call.environment();
        try (StoredLogs kept = kept(call)) {
            LogStats stats = kept.stats();
            Table table = new Table(
                    Table.Column.words("SERVICE"), Table.Column.numbers("ENTRIES"), Table.Column.numbers("SIZE"));
            List<Document> services = new ArrayList<>();
            stats.services().forEach((service, share) -> {
                table.row(service, Long.toString(share.entries()), Amounts.bytes(share.bytes()));
                services.add(Document.part()
                        .put("service", service)
                        .put("entries", share.entries())
                        .put("bytes", share.bytes()));
            });
            Document document = Document.about(name)
                    .put("entries", stats.entries())
                    .put("bytes", stats.fileBytes())
                    .put("oldest", stats.oldest())
                    .put("newest", stats.newest())
                    .put("gaps", stats.gaps())
                    .put("dropped", stats.dropped())
                    .putRows("services", services);
            call.console().print(new TextReport(document, theme -> {
                List<String> lines = new ArrayList<>(table.lines(theme));
                lines.add(theme.text("%d entries since %s, %s on disk; %d gaps, %d lines dropped."
                        .formatted(
                                stats.entries(),
                                stats.oldest().map(Document::time).orElse("now"),
                                Amounts.bytes(stats.fileBytes()),
                                stats.gaps(),
                                stats.dropped())));
                return lines;
            }));
        }
        return ExitCode.OK.status();
    }
}
