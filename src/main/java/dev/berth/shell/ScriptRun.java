package dev.berth.shell;

import dev.berth.view.Amounts;
import dev.berth.view.Console;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.Theme;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs a script's lines in order, and tells after each how it ended. */
final class ScriptRun {
    private static final int COMMAND_COLUMNS = 34;

    private final Script script;
    private final Call call;
    private final Transcript transcript;
    private final Marks marks;
    private final Clock clock;
    private final Variables variables = new Variables();
    private final List<ScriptReport.Step> steps = new ArrayList<>();
    private int status;
    private int failedCommand = -1;

    /** Remembers how far a script has come, so that one that is killed is gone on with at the command that it was killed in. */
    interface Marks {
        Marks NONE = command -> {};

        /** Is told of each command, from 0, before it is run. */
        void reached(int command) throws IOException;
    }

    ScriptRun(Script script, Call call, Transcript transcript, Marks marks, Clock clock) {
        this.script = script;
        this.call = call;
        this.transcript = transcript;
        this.marks = marks;
        this.clock = clock;
    }

    /** The exit status of the first failure; 0 without one. */
    int status() {
        return status;
    }

    /** Which command failed first, from 0; negative without a failure. */
    int failedCommand() {
        return failedCommand;
    }

    ScriptReport report() {
        return new ScriptReport(script.name(), steps);
    }

    /**
     * Runs it.
     *
     * @param first the first command to be run, from 0; variables are set in lines before it, too
     * @param keepGoing whether it goes on after a failure
     */
    void run(int first, boolean keepGoing) throws IOException {
        int command = 0;
        for (Script.Line line : script.lines()) {
            if (line.isCommand() && command++ < first) {
                continue;
            }
            if (line.isCommand()) {
                marks.reached(command - 1);
            }
            int ended = line.isCommand() ? command(line, command) : assignment(line);
            if (ended != 0 && status == 0) {
                status = ended;
                failedCommand = Math.max(0, line.isCommand() ? command - 1 : command);
            }
            boolean interrupted = call.shell().interruption().wasRequested();
            if (ended != 0 && (!keepGoing || interrupted)) {
                stopped(line, command);
                return;
            }
        }
    }

    /** Looks at every line without running any: the first that cannot be run gives the status. */
    void check() {
        int command = 0;
        ScriptCheck check = new ScriptCheck(call);
        for (Script.Line line : script.lines()) {
            command += line.isCommand() ? 1 : 0;
            Optional<Failure> failure = check.failure(line);
            int code = failure.map(Failure::exitCode).orElse(0);
            status = status == 0 ? code : status;
            if (line.isCommand() || failure.isPresent()) {
                steps.add(new ScriptReport.Step(
                        line.number(),
                        line.shown(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        failure.map(Failure::message).map(transcript::redacted)));
                tell(
                        head(line, command)
                                + failure.map(why -> ending(code, Duration.ZERO))
                                        .orElse(""),
                        failure);
            }
        }
    }

    private int assignment(Script.Line line) {
        try {
            variables.assign(line.text());
            return 0;
        } catch (RuntimeException e) {
            Failure failure = Failure.of(e);
            add(line, failure.exitCode(), Duration.ZERO, "", Optional.of(failure));
            tell(
                    script.place(line) + "  " + line.shown() + "  " + ending(failure.exitCode(), Duration.ZERO),
                    Optional.of(failure));
            return failure.exitCode();
        }
    }

    private int command(Script.Line line, int number) {
        transcript.add("$ " + line.shown() + "\n");
        StringWriter kept = new StringWriter();
        Instant start = clock.instant();
        Shell.Outcome outcome = outcome(line, kept);
        Duration took = Duration.between(start, clock.instant());
        add(line, outcome.exitCode(), took, transcript.add(kept.toString()), outcome.failure());
        tell(head(line, number) + ending(outcome.exitCode(), took), outcome.failure());
        return outcome.exitCode();
    }

    private Shell.Outcome outcome(Script.Line line, StringWriter kept) {
        try {
            List<String> words = variables.words(line.text());
            return call.shell().execute(words, call.global().inherited(), streams(kept));
        } catch (RuntimeException e) {
            Failure failure = Failure.of(e);
            return new Shell.Outcome(failure.exitCode(), Optional.of(failure));
        }
    }

    /** With a format for programs, what a step prints belongs into the report. */
    private Streams streams(StringWriter kept) {
        Console console = call.console();
        boolean silent = console.format().isForPrograms();
        Optional<Writer> output = silent ? Optional.empty() : Optional.of(console.output());
        Optional<Writer> error = silent ? Optional.empty() : Optional.of(console.error());
        return new Streams(
                new PrintWriter(new Transcript.Tee(kept, output)),
                new PrintWriter(new Transcript.Tee(kept, error)),
                console.capabilities(),
                call.questions(),
                Optional.empty());
    }

    private void add(Script.Line line, int code, Duration took, String output, Optional<Failure> failure) {
        steps.add(new ScriptReport.Step(
                line.number(),
                line.shown(),
                OptionalInt.of(code),
                Optional.of(took),
                call.console().format().isForPrograms() ? Optional.of(output) : Optional.empty(),
                failure.map(Failure::message).map(transcript::redacted)));
    }

    private String head(Script.Line line, int number) {
        return "[%d/%d] %s  %s  "
                .formatted(
                        number,
                        script.commands(),
                        script.place(line),
                        DisplayWidth.padRight(line.shown(), COMMAND_COLUMNS));
    }

    private String ending(int code, Duration took) {
        Theme theme = theme();
        return code == 0
                ? theme.sign(Sign.DONE) + " " + theme.paint(Role.MUTED, Amounts.duration(took))
                : theme.sign(Sign.FAILED) + " " + theme.paint(Role.BAD, "exit " + code);
    }

    private void tell(String line, Optional<Failure> failure) {
        List<String> lines = new ArrayList<>(List.of(line.stripTrailing()));
        failure.ifPresent(why -> {
            why.message().lines().forEach(text -> lines.add("    " + theme().text(text)));
            why.hint().ifPresent(hint -> lines.add("    " + theme().text(hint)));
            if (call.global().debug()) {
                lines.addAll(why.stackTrace().lines().toList());
            }
        });
        say(lines);
    }

    private void stopped(Script.Line line, int command) {
        int left = script.commands() - command;
        String rest = left == 0
                ? ""
                : "; [%s/%d] not run"
                        .formatted(
                                left == 1 ? script.commands() : command + 1 + "-" + script.commands(),
                                script.commands());
        say(List.of("stopped at " + script.place(line) + rest + "."));
    }

    private void say(List<String> lines) {
        String told = transcript.add(String.join("\n", lines) + "\n");
        if (!call.console().format().isForPrograms() && (!call.console().isQuiet() || status != 0)) {
            call.console().error().print(told);
            call.console().error().flush();
        }
    }

    private Theme theme() {
        return call.console().capabilities().error();
    }
}
