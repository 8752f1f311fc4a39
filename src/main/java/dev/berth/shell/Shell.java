package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.view.Console;
import dev.berth.view.Format;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandExecutor;

/** Runs command lines: at the prompt, in scripts and as arguments the same way, with the same exit codes. */
final class Shell {
    private final Catalogue catalogue;
    private final WordsParser parser;
    private final Session session;
    private final Interruption interruption;

    Shell(Catalogue catalogue, Session session, Interruption interruption) {
        this.catalogue = catalogue;
        this.parser = new WordsParser(catalogue);
        this.session = session;
        this.interruption = interruption;
    }

    /**
     * How a command line ended.
     *
     * @param failure why there is no report; empty where there is one, whatever it says
     */
    record Outcome(int exitCode, Optional<Failure> failure) {}

    /** Runs one command line and says why it failed; answers its exit status. */
    int run(List<String> line, GlobalOptions inherited, Streams streams) {
        Outcome outcome = execute(line, inherited, streams);
        outcome.failure().ifPresent(failure -> tell(failure, line, inherited, streams));
        return outcome.exitCode();
    }

    /** Runs one command line; what it failed with is for the caller to tell. */
    Outcome execute(List<String> line, GlobalOptions inherited, Streams streams) {
        UnaryOperator<String> advice = UnaryOperator.identity();
        try {
            WordsParser.Request request = parser.parse(line);
            // Not a switch on patterns: those are linked anew at every start, and every command comes through here.
            if (request instanceof WordsParser.Request.Run run) {
                advice = text -> advice(run, inherited, text);
                return run(run, line, inherited, streams, advice);
            }
            return help(((WordsParser.Request.Help) request).topic(), streams);
        } catch (Throwable e) {
            streams.output().flush();
            Failure failure = interruption.wasRequested()
                    ? Failure.interrupted(
                            e, parser.verb(line).filter(Verb::onlyLooks).isPresent())
                    : Failure.of(e);
            return new Outcome(failure.exitCode(), Optional.of(failure.advising(advice)));
        }
    }

    /** Checks a command line without running it; throws USAGE when no verb takes it. */
    void check(List<String> line, GlobalOptions inherited) {
        if (parser.parse(line) instanceof WordsParser.Request.Run run) {
            inherited.with(run.verb(), run.words());
            run.verb().options().forEach(run.words()::get);
        }
    }

    /** Says why there is no report, in the format that was asked for. */
    void tell(Failure failure, List<String> line, GlobalOptions inherited, Streams streams) {
        boolean debug = inherited.debug() || line.contains("--debug");
        if (formatOf(line).isForPrograms()) {
            streams.error().print(session.redact(failure.document(debug).text()) + "\n");
        } else {
            failure.lines(streams.capabilities().error(), debug)
                    .forEach(text -> streams.error().print(session.redact(text) + "\n"));
        }
        streams.error().flush();
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Interruption interruption() {
        return interruption;
    }

    /** The global options that a line of options alone gives, as in {@code berth --env prod}; empty where there is a verb. */
    Optional<GlobalOptions> optionsAlone(List<String> line, GlobalOptions inherited) {
        return parser.optionsAlone(line).map(words -> inherited.with(Verb.NONE, words));
    }

    /** The verb that a line names, whatever else is wrong with it. */
    Optional<Verb> verb(List<String> line) {
        return parser.verb(line);
    }

    private Outcome help(List<String> topic, Streams streams) {
        new Help(catalogue, streams.capabilities().output())
                .lines(topic)
                .forEach(line -> streams.output().print(line + "\n"));
        streams.output().flush();
        return new Outcome(0, Optional.empty());
    }

    /** The commands that a sentence advises, such that they act on what this command acts on. */
    private String advice(WordsParser.Request.Run run, GlobalOptions inherited, String text) {
        return elsewhere(run, inherited)
                .map(environment -> new NextSteps(catalogue).in(text, environment))
                .orElse(text);
    }

    /** The same for one of the environments that a command is about. */
    String advice(GlobalOptions global, String environment, String text) {
        return usual(global).filter(environment::equals).isPresent()
                ? text
                : new NextSteps(catalogue).in(text, environment);
    }

    private Optional<String> usual(GlobalOptions global) {
        return global.usual().or(() -> session.services(global.workspace()).activeEnvironment());
    }

    /** The environment that the command acts on, where it is not the one that the next acts on if it names none. */
    private Optional<String> elsewhere(WordsParser.Request.Run run, GlobalOptions inherited) {
        try {
            GlobalOptions global = inherited.with(run.verb(), run.words());
            Optional<String> target = run.verb().environment(run.words()).or(global::environment);
            return target.filter(name -> !usual(global).equals(Optional.of(name)));
        } catch (BerthException e) {
            // The line or the workspace is wrong, which is what is told.
            return Optional.empty();
        }
    }

    private Outcome run(
            WordsParser.Request.Run run,
            List<String> line,
            GlobalOptions inherited,
            Streams streams,
            UnaryOperator<String> advice)
            throws Exception {
        Verb verb = run.verb();
        GlobalOptions global = inherited.with(verb, run.words());
        // Every front end comes through here, and nothing below is asked before.
        if (verb.writes(run.words()) && global.readOnly()) {
            throw new BerthException(
                    ErrorCode.PROTECTED,
                    "%s is refused: this is read-only mode".formatted(verb.getName()),
                    "Leave out --read-only, or unset BERTH_READ_ONLY.");
        }
        verb.options().forEach(run.words()::get);
        try (Console console = new Console(
                        streams.output(),
                        streams.error(),
                        global.noColor() ? streams.capabilities().withoutColor() : streams.capabilities(),
                        global.format(),
                        global.quiet(),
                        streams.questions(),
                        advice);
                Interruption.Watch watch = interruption.watch(verb.isInterruptible(), verb.onlyLooks())) {
            var surroundings =
                    new Call.Surroundings(verb, global, console, session, this, streams, GlobalOptions.named(line));
            int status = new CommandExecutor(catalogue.registry())
                    .execute(new CommandContext(
                            run.words().input(), catalogue.registry(), streams.output(), surroundings))
                    .code();
            console.release();
            return new Outcome(status, Optional.empty());
        }
    }

    /** Read from the words themselves, since a line that cannot be parsed fails in its own format, too. */
    private static Format formatOf(List<String> line) {
        Format last = Format.TABLE;
        for (int i = 0; i < line.size(); i++) {
            String word = line.get(i);
            String value = word.startsWith("--format=")
                    ? word.substring("--format=".length())
                    : word.equals("--format") && i + 1 < line.size() ? line.get(i + 1) : "";
            for (Format format : Format.values()) {
                if (format.name().equalsIgnoreCase(value)) {
                    last = format;
                }
            }
            if (word.equals("--")) {
                break;
            }
        }
        return last;
    }
}
