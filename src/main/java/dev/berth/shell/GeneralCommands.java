package dev.berth.shell;

import dev.berth.view.Theme;
import java.util.List;

/** The verbs that are about Berth itself: version, help, completion. */
final class GeneralCommands {
    private static final Parameter<List<String>> TOPIC =
            Parameter.any("TOPIC", "a noun, or a noun and its verb", Suggestion.VERBS);
    private static final Parameter<String> SHELL = Parameter.required("SHELL", "bash, zsh or fish", Suggestion.SHELLS);
    private static final Parameter<List<String>> TYPED =
            Parameter.any("WORD", "the words typed so far, the unfinished one last", Suggestion.NOTHING);

    private GeneralCommands() {}

    static List<Verb> version() {
        return List.of(Verb.named("version", "Print Berth's version")
                .example("version --format json", "for a bug report")
                .runs(call -> {
                    call.console().print(Version.current());
                    return 0;
                }));
    }

    static List<Verb> help() {
        return List.of(Verb.named("help", "Show what there is, or how a command is used")
                .takes(TOPIC)
                .example("help", "all nouns and their verbs")
                .example("help env switch", "one verb")
                .runs(call -> {
                    Theme theme = call.console().capabilities().output();
                    new Help(call.shell().catalogue(), theme)
                            .lines(call.get(TOPIC))
                            .forEach(line -> call.console().output().print(line + "\n"));
                    return 0;
                }));
    }

    static List<Verb> completion() {
        return List.of(Verb.named("completion", "Print a script that completes berth's commands in your shell")
                .takes(SHELL)
                .example("completion bash > /etc/bash_completion.d/berth", "for all users of bash")
                .example("completion zsh > ~/.zfunc/_berth", "with ~/.zfunc in fpath")
                .example("completion fish > ~/.config/fish/completions/berth.fish", "for fish")
                .runs(call -> {
                    call.console().output().print(CompletionScripts.of(call.get(SHELL)));
                    return 0;
                }));
    }

    /** What the completion scripts ask. */
    static List<Verb> complete() {
        return List.of(Verb.named("complete", "Print what a command line can go on with")
                .takes(TYPED)
                .forPrograms()
                .runs(call -> {
                    List<String> words = call.get(TYPED);
                    new Completion(call.shell().catalogue(), call.session(), call.global())
                            .proposals(words)
                            .forEach(proposal -> call.console().output().print(proposal.value() + "\n"));
                    return 0;
                }));
    }
}
