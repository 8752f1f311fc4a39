package dev.berth.view;

import dev.berth.deployment.Plan;
import dev.berth.deployment.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Draws a run on a terminal: finished steps stay, the running one is drawn again below them until it is finished too. */
final class LiveProgress implements Progress, AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(120);
    private static final Duration SHOW_TIME_AFTER = Duration.ofSeconds(2);
    private static final int BAR = 24;
    /**
     * Line by line: to clear everything below the screen's first row at once makes some terminals keep a copy of it in what is
     * scrolled back to.
     */
    private static final String CLEAR_LINE = "\u001b[2K\n";

    /** Long lines are cut at the edge while they are drawn again, so that one line stays one row. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintWriter error;
    private final Theme theme;
    private final StepLines lines;
    private final UnaryOperator<String> advice;
    private final Clock clock;
    private final String marks;
    private String step = "";
    private String summary = "";
    private List<String> details = List.of();
    private Instant begun = Instant.EPOCH;
    private int rows;
    private int frame;
    private boolean running;
    private boolean closed;

    LiveProgress(PrintWriter error, Theme theme, Clock clock, UnaryOperator<String> advice) {
        this.error = error;
        this.theme = theme;
        this.lines = new StepLines(theme);
        this.advice = advice;
        this.clock = clock;
        this.marks = theme.unicode() ? "◐◓◑◒" : "|/-\\";
        Thread.ofVirtual().name("progress").start(this::animate);
    }

    @Override
    public void planned(Plan plan) {
        stay(new PlanReport(plan).changes(theme).stream().map(advice).toList());
    }

    @Override
    public synchronized void began(String name) {
        step = name;
        summary = "";
        details = List.of();
        begun = clock.instant();
        running = true;
        draw();
    }

    @Override
    public synchronized void waiting(String newSummary, List<String> newDetails) {
        summary = newSummary;
        details = List.copyOf(newDetails);
        draw();
    }

    @Override
    public void advanced(int done, int all) {
        int filled = BAR * done / Math.max(1, all);
        waiting("[%s] %d/%d".formatted(bar(filled), done, all), List.of());
    }

    @Override
    public synchronized void transferred(long done, long all) {
        Duration elapsed = Duration.between(begun, clock.instant());
        waiting(
                "[%s] %s"
                        .formatted(
                                bar((int) (BAR * Math.min(done, all) / Math.max(1, all))),
                                Transfers.text(done, all, elapsed)),
                List.of());
    }

    private static String bar(int filled) {
        return "#".repeat(filled) + ".".repeat(BAR - filled);
    }

    @Override
    public synchronized void finished(String name, String detail, Duration took) {
        running = false;
        stay(lines.finished(name, detail, took));
    }

    @Override
    public synchronized void failed(String name, String reason, List<String> failure) {
        running = false;
        stay(lines.failed(name, reason, failure));
    }

    @Override
    public void rolledBack(String detail) {
        stay(lines.rolledBack(detail));
    }

    @Override
    public void notice(String text) {
        stay(List.of(lines.notice(advice.apply(text))));
    }

    /** Leaves the terminal with what stays. */
    @Override
    public synchronized void close() {
        closed = true;
        running = false;
        clear();
        error.flush();
    }

    private void animate() {
        try {
            while (tick()) {
                Thread.sleep(FRAME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean tick() {
        if (running) {
            frame++;
            draw();
        }
        return !closed;
    }

    private synchronized void stay(List<String> text) {
        clear();
        text.forEach(error::println);
        if (running) {
            draw();
        }
        error.flush();
    }

    private void draw() {
        if (closed) {
            return;
        }
        clear();
        List<String> block = new ArrayList<>();
        Duration elapsed = Duration.between(begun, clock.instant());
        String time = elapsed.compareTo(SHOW_TIME_AFTER) < 0 ? "" : elapsed.toSeconds() + " s";
        String joined = summary.isEmpty() || time.isEmpty() ? summary + time : summary + " · " + time;
        block.add(lines.running(String.valueOf(marks.charAt(frame % marks.length())), step, joined));
        details.forEach(detail -> block.add("    " + theme.paint(Role.MUTED, theme.text(detail))));
        error.print(WRAP_OFF);
        block.forEach(error::println);
        error.print(WRAP_ON);
        error.flush();
        rows = block.size();
    }

    private void clear() {
        if (rows > 0) {
            String up = "\u001b[" + rows + "A\r";
            error.print(up + CLEAR_LINE.repeat(rows) + up);
            rows = 0;
        }
    }
}
