package dev.berth.view;

import dev.berth.deployment.Progress;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where one command prints, and how it asks: data and reports on standard output, all else on standard error.
 *
 * <p>With a format for programs, progress is silent, and notices wait until the report is out.
 */
public final class Console implements AutoCloseable {
    private final PrintWriter output;
    private final PrintWriter error;
    private final Capabilities capabilities;
    private final Format format;
    private final boolean quiet;
    private final Questions questions;
    private final UnaryOperator<String> advice;
    private final List<String> notices = new ArrayList<>();
    private Optional<LiveProgress> live = Optional.empty();

    /** @param advice puts commands that are advised such that they act on what this command acts on */
    public Console(
            PrintWriter output,
            PrintWriter error,
            Capabilities capabilities,
            Format format,
            boolean quiet,
            Questions questions,
            UnaryOperator<String> advice) {
        this.output = output;
        this.error = error;
        this.capabilities = capabilities;
        this.format = format;
        this.quiet = quiet;
        this.questions = questions;
        this.advice = advice;
    }

    /** Standard output, for data that is no report. */
    public PrintWriter output() {
        return output;
    }

    /** Whether standard output takes nothing any more, so that what goes on may end: whoever read it has left. */
    public boolean isUnread() {
        return output.checkError();
    }

    public PrintWriter error() {
        return error;
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    public Format format() {
        return format;
    }

    public boolean isQuiet() {
        return quiet;
    }

    /** Prints a report in the format that was asked for. */
    public void print(Report report) {
        stopDrawing();
        List<String> lines = switch (format) {
            case TABLE ->
                report.advises()
                        ? report.lines(capabilities.output()).stream()
                                .map(advice)
                                .toList()
                        : report.lines(capabilities.output());
            case JSON -> List.of(report.document().text());
            case NDJSON -> report.document().lines();
        };
        for (String line : lines) {
            output.print(line);
            output.print('\n');
        }
        output.flush();
    }

    /** Something the user should know beside the report. */
    public void notice(String said) {
        String text = advice.apply(said);
        if (format.isForPrograms()) {
            notices.add(text);
        } else if (!quiet) {
            error.println(capabilities.error().text(text));
            error.flush();
        }
    }

    /** How the command's run is told. */
    public Progress progress() {
        if (format.isForPrograms() || quiet) {
            return Progress.SILENT;
        }
        if (!capabilities.animates()) {
            return new PlainProgress(error, capabilities.error(), advice);
        }
        LiveProgress progress =
                live.orElseGet(() -> new LiveProgress(error, capabilities.error(), Clock.systemUTC(), advice));
        live = Optional.of(progress);
        return progress;
    }

    /** Asks for a line; empty at the end of input, or where nobody can be asked. */
    public Optional<String> ask(String question) {
        stopDrawing();
        return canAsk() ? questions.line(capabilities.error().text(question)) : Optional.empty();
    }

    /**
     * Asks for a value that is not shown.
     *
     * @throws BerthException USAGE where nobody can be asked
     */
    public char[] askSecret(String question, String otherwise) {
        stopDrawing();
        Optional<char[]> answer =
                canAsk() ? questions.secret(capabilities.error().text(question)) : Optional.empty();
        return answer.orElseThrow(
                () -> new BerthException(ErrorCode.USAGE, "there is nobody to be asked for a value", otherwise));
    }

    /** Whether somebody is there to be asked. */
    public boolean canAsk() {
        return capabilities.asks() && !format.isForPrograms();
    }

    /** Prints the notices that waited; only where the command had a report. */
    public void release() {
        notices.forEach(notice -> error.println(capabilities.error().text(notice)));
        notices.clear();
        error.flush();
    }

    private void stopDrawing() {
        live.ifPresent(LiveProgress::close);
        live = Optional.empty();
    }

    @Override
    public void close() {
        stopDrawing();
        output.flush();
        error.flush();
    }
}
