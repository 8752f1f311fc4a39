package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.view.Theme;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jline.terminal.Terminal;

/** The command line as a program: arguments in, exit status out. */
public final class ShellProgram implements AutoCloseable {
    private final Streams streams;
    private final Map<String, String> variables;
    private final Session session;
    private final Shell shell;

    /**
     * Puts it together; nothing is read or opened yet.
     *
     * @param variables the process's environment variables
     * @param folder the current folder
     * @param services makes what commands work with in a workspace
     * @param insist ends the process at once, when Ctrl-C comes a second time
     */
    public ShellProgram(
            Streams streams,
            Map<String, String> variables,
            Path folder,
            Function<Workspace, Services> services,
            Runnable insist) {
        this.streams = streams;
        this.variables = variables;
        this.session = new Session(folder, services);
        this.shell = new Shell(new Catalogue(nouns()), session, new Interruption(insist, this::sayThatItIsHalfWay));
    }

    /** Somebody insists: what ran, or was being put back, is not waited for. */
    private void sayThatItIsHalfWay() {
        streams.error().print("""

                        berth: ended at once: what was being done, or put back, is left half-way
                          Next: env plan says how things stand, the next env switch puts them right.
                        """);
        streams.error().flush();
    }

    /** This Berth's version. */
    public static String version() {
        return Version.current().number();
    }

    /** Runs one command line; without a verb, the prompt on a terminal, else the script on standard input. */
    public int run(List<String> arguments) {
        GlobalOptions global = GlobalOptions.of(variables);
        return optionsAlone(arguments, global)
                .map(alone -> withoutVerb(alone, arguments))
                .orElseGet(() -> shell.run(arguments, global, streams));
    }

    /** The options of a line that names no verb; empty where it names one, asks for help or is wrong. */
    private Optional<GlobalOptions> optionsAlone(List<String> arguments, GlobalOptions global) {
        try {
            return shell.optionsAlone(arguments, global);
        } catch (BerthException e) {
            // The shell will say so, in the format that was asked for.
            return Optional.empty();
        }
    }

    private int withoutVerb(GlobalOptions global, List<String> arguments) {
        if (streams.capabilities().fullScreen()) {
            return prompt(global);
        }
        if (streams.capabilities().readsTerminal()) {
            Failure failure = Failure.of(new BerthException(
                    ErrorCode.USAGE, "no command was given, and there is no prompt here", "help shows what there is."));
            shell.tell(failure, arguments, global, streams);
            return failure.exitCode();
        }
        List<String> script = new ArrayList<>(arguments);
        script.addAll(List.of("script", "run", "-"));
        return shell.run(script, GlobalOptions.of(variables), streams);
    }

    private int prompt(GlobalOptions global) {
        greet(global.atPrompt());
        try (Terminal terminal = SystemTerminal.open(variables, true)) {
            return new Prompt(shell, session, streams, global, terminal, historyFile()).run();
        } catch (IOException e) {
            Failure failure = Failure.of(new BerthException(
                    ErrorCode.FAILED,
                    "the terminal cannot be used for a prompt: " + e.getMessage(),
                    "Give the command as arguments: berth help",
                    e));
            shell.tell(failure, List.of(), global, streams);
            return failure.exitCode();
        }
    }

    private void greet(GlobalOptions global) {
        Theme theme = global.noColor()
                ? streams.capabilities().withoutColor().output()
                : streams.capabilities().output();
        new Greeting(session, global, theme)
                .lines()
                .forEach(line -> streams.output().print(line + "\n"));
        streams.output().flush();
    }

    private Path historyFile() {
        Path home = folder("HOME", Path.of(System.getProperty("user.home", "/")));
        return folder("XDG_STATE_HOME", home.resolve(".local/state"))
                .resolve("berth")
                .resolve("history");
    }

    /** A relative one would be another at each place where Berth is started. */
    private Path folder(String variable, Path otherwise) {
        String given = variables.getOrDefault(variable, "");
        return given.startsWith("/") ? Path.of(given) : otherwise;
    }

    static List<Catalogue.Noun> nouns() {
        List<Catalogue.Noun> nouns = new ArrayList<>();
        nouns.add(new Catalogue.Noun("env", "environments: plan, switch, compare", EnvironmentCommands::verbs));
        nouns.add(new Catalogue.Noun("stack", "the services that run", StackCommands::verbs));
        nouns.add(new Catalogue.Noun("secrets", "what services need to know and nobody else", SecretsCommands::verbs));
        nouns.add(new Catalogue.Noun(
                "db", "the database and its migrations, and how stores are", DatabaseCommands::verbs));
        nouns.add(new Catalogue.Noun(
                "backup", "sets of everything the stack keeps, and back to them", BackupCommands::verbs));
        nouns.add(new Catalogue.Noun("logs", "what the services say", LogsCommands::verbs));
        nouns.add(
                new Catalogue.Noun("monitor", "what goes on without anybody at the keyboard", MonitorCommands::verbs));
        nouns.add(new Catalogue.Noun("script", "commands from a file", ScriptCommands::verbs));
        nouns.add(new Catalogue.Noun("init", "make a folder a workspace", InitCommand::verbs));
        nouns.add(new Catalogue.Noun("doctor", "check what Berth needs", DoctorCommand::verbs));
        nouns.add(new Catalogue.Noun(
                "completion", "completion scripts for bash, zsh and fish", GeneralCommands::completion));
        nouns.add(new Catalogue.Noun("complete", "", GeneralCommands::complete));
        nouns.add(new Catalogue.Noun("version", "which Berth this is", GeneralCommands::version));
        nouns.add(new Catalogue.Noun("help", "help on everything, a noun or a verb", GeneralCommands::help));
        return nouns;
    }

    @Override
    public void close() {
        session.close();
    }
}
