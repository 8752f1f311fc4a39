package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.health.LiveStack;
import dev.berth.health.StackFeed;
import dev.berth.health.StackSnapshot;
import dev.berth.view.Document;
import dev.berth.view.Format;
import dev.berth.view.Report;
import dev.berth.view.Theme;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Reports on a stack again and again: drawn over the last one on a terminal until somebody leaves, else one after the other,
 * at every change or as often as was asked for.
 */
final class StackWatch {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(2);

    private final Call call;
    private final Subject subject;
    private final AtomicReference<LiveStack> live;

    private StackWatch(Call call, StackSnapshot first, Subject subject) {
        this.call = call;
        this.subject = subject;
        this.live = new AtomicReference<>(LiveStack.of(first));
    }

    /**
     * What is shown.
     *
     * @param measured whether it needs numbers
     * @param stores whether it needs what stores say of themselves
     */
    record Subject(boolean measured, boolean stores, Function<StackSnapshot, Report> report) {}

    static int run(Call call, StackSnapshot first, Subject subject) throws InterruptedException {
        if (call.get(GlobalOptions.FORMAT).equals(Optional.of(Format.JSON))) {
            throw new BerthException(
                    ErrorCode.USAGE, "what goes on is no JSON document", "Use --format ndjson: one document a line.");
        }
        return new StackWatch(call, first, subject).run(first);
    }

    private int run(StackSnapshot first) throws InterruptedException {
        Stack stack = call.services().environments().stack(call.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        Clock clock = Clock.systemUTC();
        try (StackFeed feed = subject.measured()
                ? StackFeed.begin(
                        engine,
                        stack,
                        clock,
                        first,
                        subject.stores() ? Optional.of(call.services().storeProbes()) : Optional.empty(),
                        live::set)
                : StackFeed.beginUnmeasured(engine, stack, clock, first, live::set)) {
            if (call.streams().screen().isPresent() && call.console().format() == Format.TABLE) {
                call.shell().interruption().takeSignals();
                call.streams().screen().orElseThrow().use(terminal -> new LivePage(terminal).show(this::page));
                print(subject.report().apply(live.get().snapshot()));
            } else {
                follow();
            }
        }
        return ExitCode.OK.status();
    }

    /** The lines of a page as things are now. */
    private List<String> page() {
        LiveStack now = live.get();
        Theme theme = call.console().capabilities().output();
        List<String> lines =
                new ArrayList<>(subject.report().apply(now.snapshot()).lines(theme));
        lines.add("");
        lines.add(theme.text(now.outage()
                .map(outage -> "as of %s: %s".formatted(time(now), outage.message()))
                .orElse("as of %s · q quits".formatted(time(now)))));
        return lines;
    }

    private static String time(LiveStack live) {
        return Document.time(live.snapshot().takenAt()).substring(0, 19) + "Z";
    }

    /** Until nobody reads it any more. */
    private void follow() throws InterruptedException {
        Optional<Duration> interval = call.get(StatusCommand.INTERVAL)
                .or(() -> subject.measured() ? Optional.of(USUAL_INTERVAL) : Optional.empty());
        LiveStack told = live.get();
        boolean due = !subject.measured();
        long toldAt = System.nanoTime();
        while (!call.console().isUnread()) {
            if (due) {
                told = live.get();
                toldAt = System.nanoTime();
                tell(told);
            }
            Thread.sleep(TICK);
            long elapsed = System.nanoTime() - toldAt;
            LiveStack last = told;
            due = interval.map(each -> elapsed >= each.toNanos()).orElseGet(() -> isNews(last, live.get()));
        }
    }

    /** Whether somebody who knows the one wants to know the other. */
    private static boolean isNews(LiveStack told, LiveStack now) {
        return told.snapshot().state() != now.snapshot().state()
                || !told.snapshot().services().equals(now.snapshot().services())
                || told.outage().isPresent() != now.outage().isPresent();
    }

    private void tell(LiveStack now) {
        if (now.outage().isPresent()) {
            outage(now.outage().get());
            return;
        }
        StatusCommand.remember(call.services(), now.snapshot());
        print(subject.report().apply(now.snapshot()));
    }

    private void outage(LiveStack.Outage outage) {
        if (call.console().format() == Format.TABLE
                && call.get(GlobalOptions.FORMAT).isPresent()) {
            call.console().notice(outage.message());
        } else {
            line(Failure.of(new BerthException(ErrorCode.ENGINE_UNREACHABLE, outage.message(), null))
                    .document(false)
                    .put("environment", call.environment())
                    .text());
        }
    }

    /** In a pipe it is for a program, unless somebody asked for the table. */
    private void print(Report report) {
        boolean table = call.console().format() == Format.TABLE
                && (call.streams().screen().isPresent()
                        || call.get(GlobalOptions.FORMAT).isPresent());
        if (!table) {
            line(report.document().text());
            return;
        }
        report.lines(call.console().capabilities().output())
                .forEach(each -> call.console().output().print(each + "\n"));
        line("");
    }

    private void line(String text) {
        call.console().output().print(text + "\n");
        call.console().output().flush();
    }
}
