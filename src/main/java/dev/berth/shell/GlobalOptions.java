package dev.berth.shell;

import dev.berth.view.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options that every verb takes, before or after it; what is not given comes from BERTH_* variables.
 *
 * @param usual what a command acts on that names no environment, where whoever reads this one's answer types the next one;
 *     empty where that is the active one
 */
record GlobalOptions(
        Optional<String> environment,
        Optional<String> usual,
        Optional<Path> workspace,
        Format format,
        boolean noColor,
        boolean debug,
        boolean quiet,
        boolean readOnly,
        boolean yes,
        List<String> confirmed) {
    static final Option<Optional<String>> ENVIRONMENT = Option.text(
                    "env", "NAME", "act on this environment without switching to it (BERTH_ENV)")
            .suggesting(Suggestion.ENVIRONMENTS);
    static final Option<Optional<String>> WORKSPACE = Option.text(
                    "workspace", "DIR", "the workspace's folder (BERTH_WORKSPACE)")
            .suggesting(Suggestion.FILES);
    static final Option<Optional<Format>> FORMAT =
            Option.choice("format", Format.class, "how reports are printed: table is for people");
    static final Option<Boolean> NO_COLOR = Option.flag("no-color", "print without colours (NO_COLOR)");
    static final Option<Boolean> DEBUG = Option.flag("debug", "add the stack trace to an error");
    static final Option<Boolean> QUIET =
            Option.flag("quiet", "no progress and no notices").letter('q');
    static final Option<Boolean> READ_ONLY = Option.flag("read-only", "refuse every change (BERTH_READ_ONLY)");
    static final Option<Boolean> YES = Option.flag(
                    "yes", "answer questions with yes; a protected environment needs --confirm too")
            .letter('y');
    static final Option<List<String>> CONFIRM =
            Option.texts("confirm", "NAME", "with --yes: a name that would have to be typed; once for each of several");
    static final Option<Boolean> HELP =
            Option.flag("help", "show how the command is used").letter('h');

    static final List<Option<?>> ALL =
            List.of(ENVIRONMENT, WORKSPACE, FORMAT, NO_COLOR, DEBUG, QUIET, READ_ONLY, YES, CONFIRM, HELP);

    /** They say where and how, not what; no run is another for them. */
    private static final List<Option<?>> ASIDE = List.of(WORKSPACE, FORMAT, NO_COLOR, DEBUG, QUIET, READ_ONLY);

    /** A command line as journal, lock and history name it. */
    static String named(List<String> line) {
        List<String> words = new ArrayList<>();
        boolean skipsValue = false;
        boolean options = true;
        for (String word : line) {
            options &= !word.equals("--");
            Optional<Option<?>> aside = options ? aside(word) : Optional.empty();
            if (!skipsValue && aside.isEmpty()) {
                words.add(word);
            }
            skipsValue = !skipsValue && aside.filter(option -> !option.isFlag()).isPresent() && !word.contains("=");
        }
        return String.join(" ", words);
    }

    private static Optional<Option<?>> aside(String word) {
        String name = word.split("=", 2)[0];
        return ASIDE.stream()
                .filter(option -> name.equals("--" + option.name())
                        || (!option.letter().isEmpty() && word.equals("-" + option.letter())))
                .findFirst();
    }

    /** What holds before anything was typed. */
    static GlobalOptions of(Map<String, String> variables) {
        return new GlobalOptions(
                variable(variables, "BERTH_ENV"),
                variable(variables, "BERTH_ENV"),
                variable(variables, "BERTH_WORKSPACE").map(Path::of),
                Format.TABLE,
                false,
                false,
                false,
                variable(variables, "BERTH_READ_ONLY")
                        .filter(value -> !value.equals("0") && !value.equals("false"))
                        .isPresent(),
                false,
                List.of());
    }

    /** These, changed by what was typed. */
    GlobalOptions with(Verb verb, Words typed) {
        return new GlobalOptions(
                typed.get(ENVIRONMENT).or(() -> environment),
                usual,
                typed.get(WORKSPACE).map(Path::of).or(() -> workspace),
                verb.has(FORMAT.name()) ? format : typed.get(FORMAT).orElse(format),
                noColor || typed.get(NO_COLOR),
                debug || typed.get(DEBUG),
                quiet || typed.get(QUIET),
                readOnly || typed.get(READ_ONLY),
                yes || typed.get(YES),
                typed.get(CONFIRM).isEmpty() ? confirmed : typed.get(CONFIRM));
    }

    /** What the lines of a script start from: each says for itself how it is printed. */
    GlobalOptions inherited() {
        return inherited(environment, usual);
    }

    /** What the lines of the prompt start from, where an environment once named is that of every line. */
    GlobalOptions atPrompt() {
        return inherited(environment, environment);
    }

    /** What the lines typed on an environment's board start from. */
    GlobalOptions inherited(String board) {
        return inherited(Optional.of(board), Optional.of(board));
    }

    private GlobalOptions inherited(Optional<String> acting, Optional<String> typedNext) {
        return new GlobalOptions(
                acting, typedNext, workspace, Format.TABLE, noColor, debug, quiet, readOnly, yes, confirmed);
    }

    private static Optional<String> variable(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }
}
