package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import dev.berth.failure.Refusal;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code script}. */
final class ScriptCommands {
    /** Where a script without a name of its own comes from. */
    static final String STANDARD_INPUT = "stdin";

    private static final Parameter<String> FILE =
            Parameter.required("FILE", "the script; - reads standard input", Suggestion.FILES);
    private static final Option<Boolean> KEEP_GOING =
            Option.flag("keep-going", "go on after a failure; the first one gives the exit code");
    private static final Option<Boolean> DRY_RUN =
            Option.flag("dry-run", "check every line and run none").letter('n');
    private static final Option<Boolean> RESUME = Option.flag("resume", "begin where the last run stopped");

    private ScriptCommands() {}

    static List<Verb> verbs() {
        return List.of(Verb.named("script run", "Run the commands in a file, one a line")
                .takes(FILE)
                .with(KEEP_GOING, DRY_RUN, RESUME)
                .detail(
                        "It stops at the first failure, with that command's exit code; nothing is run where a line is no command, or its"
                                + " options are wrong. # begins a comment, a backslash at the end"
                                + " of a line goes on in the next, quotes work as in a shell. set NAME=value gives a name to a value,"
                                + " ${NAME} stands for it outside single quotes, $$ is a dollar sign. A transcript without secret"
                                + " values is kept in .berth/transcripts. berth < FILE does the same.")
                .example("script run nightly.berth", "stop at the first failure")
                .example("script run nightly.berth --resume", "go on where it stopped")
                .example("script run nightly.berth --dry-run", "check it")
                .interruptible()
                .runs(ScriptCommands::run));
    }

    private static int run(Call call) throws IOException {
        String file = call.get(FILE);
        boolean standardInput = file.equals("-");
        Script script = Script.parse(standardInput ? STANDARD_INPUT : file, text(call, file));
        Path path = call.session().folder().resolve(file).toAbsolutePath().normalize();
        if (!call.session().enter(path)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s would run itself again and again".formatted(file),
                    "Take that line out of it.");
        }
        try {
            if (call.get(DRY_RUN)) {
                ScriptRun run = new ScriptRun(
                        script,
                        call,
                        new Transcript(Optional.empty(), text -> text),
                        ScriptRun.Marks.NONE,
                        Clock.systemUTC());
                run.check();
                return report(call, run);
            }
            new ScriptCheck(call).requireSound(script);
            return run(call, script, path, standardInput);
        } finally {
            call.session().leave(path);
        }
    }

    private static int run(Call call, Script script, Path path, boolean standardInput) throws IOException {
        Clock clock = Clock.systemUTC();
        Optional<Workspace> workspace = workspace(call);
        if (workspace.isEmpty()) {
            return run(
                    call,
                    new ScriptRun(
                            script,
                            call,
                            new Transcript(Optional.empty(), call.session()::redact),
                            ScriptRun.Marks.NONE,
                            clock),
                    0);
        }
        Path state = workspace.get().createState();
        Transcript transcript = Transcript.in(state, script.name(), clock.instant(), call.session()::redact);
        ScriptResume resume = new ScriptResume(state, path, script);
        boolean resumable = !standardInput && !call.get(KEEP_GOING);
        ScriptRun run =
                new ScriptRun(script, call, transcript, resumable ? resume::reached : ScriptRun.Marks.NONE, clock);
        int first = 0;
        if (call.get(RESUME)) {
            first = resume.next();
        } else {
            resume.forget();
        }
        int status = run(call, run, first);
        if (status != 0 && resumable) {
            resume.reached(run.failedCommand());
            note(call, "Resume: berth script run %s --resume".formatted(script.name()));
        } else {
            resume.forget();
        }
        if (status != 0) {
            note(call, "Transcript: " + transcript.file().map(Path::toString).orElse(""));
        }
        return status;
    }

    /** A program finds the steps in the report, and knows how to run the script again. */
    private static void note(Call call, String text) {
        if (!call.console().format().isForPrograms()) {
            call.console().notice(text);
        }
    }

    private static int run(Call call, ScriptRun run, int first) throws IOException {
        run.run(first, call.get(KEEP_GOING));
        return report(call, run);
    }

    private static int report(Call call, ScriptRun run) {
        if (call.console().format().isForPrograms()) {
            call.console().print(run.report());
        }
        return run.status();
    }

    /** A script may run without a workspace; then nothing is kept of it. */
    private static Optional<Workspace> workspace(Call call) {
        try {
            return Optional.of(call.services().workspace());
        } catch (BerthException e) {
            if (e.code() == ErrorCode.WORKSPACE_NOT_FOUND
                    && call.global().workspace().isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String text(Call call, String file) throws IOException {
        if (file.equals("-")) {
            return decode(System.in.readAllBytes(), "standard input");
        }
        Path path = call.session().folder().resolve(file);
        try {
            if (!Files.isRegularFile(path) && Files.exists(path)) {
                throw new BerthException(
                        ErrorCode.USAGE,
                        "%s is not a file".formatted(Quoted.line(file)),
                        "Name a file with one command a line, or - for standard input.");
            }
            return decode(Files.readAllBytes(path), file);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "cannot read the script %s: %s".formatted(Quoted.line(file), Refusal.of(e, path)),
                    "Correct the name, or the file's permissions; nothing was run.",
                    e);
        }
    }

    private static String decode(byte[] bytes, String source) {
        try {
            return StrictText.of(bytes);
        } catch (CharacterCodingException e) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s is not UTF-8 text".formatted(source),
                    "Save it as UTF-8; nothing was run.",
                    e);
        }
    }
}
