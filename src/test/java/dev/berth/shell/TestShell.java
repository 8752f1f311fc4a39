package dev.berth.shell;

import dev.berth.view.Capabilities;
import dev.berth.view.Questions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;

/** A shell with a few verbs of its own, whose two streams can be read afterwards. */
final class TestShell {
    static final Parameter<String> NAME = Parameter.required("NAME", "an environment", Suggestion.ENVIRONMENTS);
    static final Parameter<Optional<String>> NOTE = Parameter.optional("NOTE", "a note", Suggestion.NOTHING);
    static final Parameter<List<String>> COMMAND = Parameter.verbatim("COMMAND", "what to run");
    static final Option<Boolean> ALL = Option.flag("all", "everything").letter('a');
    static final Option<Optional<Integer>> TAIL =
            Option.number("tail", "LINES", "how many").letter('n');
    static final Option<Optional<java.time.Duration>> WAIT = Option.duration("wait-timeout", "how long to wait");
    static final Option<List<String>> FILES =
            Option.texts("file", "FILE", "a file").letter('f');

    final List<String> calls = new ArrayList<>();
    final StringWriter output = new StringWriter();
    final StringWriter error = new StringWriter();
    final Shell shell;
    final Session session;
    private final Streams streams;

    TestShell() {
        this(Path.of("."));
    }

    TestShell(Path folder) {
        session = new Session(folder, FakeServices::new);
        Catalogue catalogue = new Catalogue(List.of(
                new Catalogue.Noun("env", "environments", this::environmentVerbs),
                new Catalogue.Noun("stack", "services", this::stackVerbs),
                new Catalogue.Noun("backup", "backups", BackupCommands::verbs),
                new Catalogue.Noun("script", "scripts", ScriptCommands::verbs),
                new Catalogue.Noun("help", "help", GeneralCommands::help),
                new Catalogue.Noun("version", "version", GeneralCommands::version)));
        shell = new Shell(catalogue, session, new Interruption(() -> {}, () -> {}));
        streams = new Streams(
                new PrintWriter(output),
                new PrintWriter(error),
                Capabilities.of(Capabilities.Terminals.NONE, Map.of("LANG", "C.UTF-8")),
                Questions.NOBODY,
                Optional.empty());
    }

    int run(String... words) {
        return run(Map.of(), words);
    }

    int run(Map<String, String> variables, String... words) {
        return shell.run(List.of(words), GlobalOptions.of(variables), streams);
    }

    /** Types lines at a prompt on a terminal that can do nothing, until their end. */
    int prompt(Path history, String typed) throws IOException {
        ByteArrayInputStream input = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        try (Terminal terminal = new DumbTerminal(input, new ByteArrayOutputStream())) {
            return new Prompt(shell, session, streams, GlobalOptions.of(Map.of()), terminal, history).run();
        }
    }

    String said() {
        return error.toString();
    }

    String printed() {
        return output.toString();
    }

    private List<Verb> environmentVerbs() {
        return List.of(
                Verb.named("env switch", "Switch")
                        .takes(NAME)
                        .with(ALL, WAIT)
                        .example("env switch prod", "go")
                        .writes()
                        .runs(call -> note(call.get(NAME) + " " + call.get(ALL) + " " + call.get(WAIT))),
                Verb.named("env list", "List").runs(call -> {
                    call.console().output().print("dev\n");
                    return note(call.global().environment().orElse("none"));
                }));
    }

    private List<Verb> stackVerbs() {
        return List.of(
                Verb.named("stack exec", "Run a command")
                        .takes(NAME)
                        .takes(COMMAND)
                        .with(ALL)
                        .runs(call -> note(call.get(NAME) + " " + call.get(COMMAND) + " " + call.get(ALL))),
                Verb.named("stack logs", "Logs")
                        .takes(NOTE)
                        .with(TAIL, FILES, ALL)
                        .runs(call -> note(
                                call.get(NOTE) + " " + call.get(TAIL) + " " + call.get(FILES) + " " + call.get(ALL))),
                Verb.named("stack secret", "Set").takes(NAME).confidential().runs(call -> note("secret")),
                Verb.named("stack print", "Print").takes(NAME).runs(call -> {
                    call.console().output().print(call.get(NAME) + "\n");
                    return 0;
                }),
                Verb.named("stack fail", "Fail").takes(NOTE).runs(call -> {
                    note("fail");
                    throw new IllegalStateException("boom"
                            + call.get(NOTE)
                                    .map(note -> " " + FakeServices.SECRET)
                                    .orElse(""));
                }),
                Verb.named("stack status", "Status").runs(call -> {
                    note("status");
                    return 3;
                }));
    }

    private int note(String text) {
        calls.add(text);
        return 0;
    }
}
