package dev.berth.view;

import dev.berth.deployment.Plan;
import dev.berth.deployment.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Tells a run line by line, for logs and pipes: what is done stays said, what is waited for is said once. */
final class PlainProgress implements Progress {
    private final PrintWriter error;
    private final Theme theme;
    private final StepLines lines;
    private final UnaryOperator<String> advice;
    private String step = "";
    private String waitedFor = "";

    PlainProgress(PrintWriter error, Theme theme, UnaryOperator<String> advice) {
        this.error = error;
        this.theme = theme;
        this.lines = new StepLines(theme);
        this.advice = advice;
    }

    @Override
    public void planned(Plan plan) {
        new PlanReport(plan).changes(theme).stream().map(advice).toList().forEach(this::say);
    }

    @Override
    public synchronized void began(String name) {
        step = name;
        waitedFor = "";
    }

    @Override
    public synchronized void waiting(String summary, List<String> details) {
        if (!summary.equals(waitedFor)) {
            waitedFor = summary;
            String all = details.isEmpty() ? summary : summary + " · " + String.join(" · ", details);
            say(lines.running(theme.plainSign(Sign.STARTING), step, all));
        }
    }

    @Override
    public void finished(String name, String detail, Duration took) {
        lines.finished(name, detail, took).forEach(this::say);
    }

    @Override
    public void failed(String name, String reason, List<String> details) {
        lines.failed(name, reason, details).forEach(this::say);
    }

    @Override
    public void rolledBack(String detail) {
        lines.rolledBack(detail).forEach(this::say);
    }

    @Override
    public void notice(String text) {
        say(lines.notice(advice.apply(text)));
    }

    private void say(String line) {
        error.println(line);
        error.flush();
    }
}
