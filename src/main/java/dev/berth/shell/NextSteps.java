package dev.berth.shell;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sees to it that the commands which a sentence advises act on the environment that it speaks of, not on the active one.
 *
 * <p>The one place that knows: packages below name commands without an environment, and whoever types them may be elsewhere.
 */
final class NextSteps {
    /** They are about no environment, or about all of them. */
    private static final Set<String> EVERYWHERE = Set.of(
            "env list",
            "env current",
            "env diff",
            "env validate",
            "secrets server",
            "secrets server start",
            "secrets server stop",
            "secrets server status");

    private static final String NAMED = "--env";

    private final Pattern commands;

    NextSteps(Catalogue catalogue) {
        StringJoiner names = new StringJoiner("|");
        catalogue.all().stream()
                .filter(NextSteps::actsOnAnEnvironment)
                .map(Verb::getName)
                // The longest first: one verb's name may begin another's.
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .map(Pattern::quote)
                .forEach(names::add);
        // What follows up to the end of the sentence, the clause or the command may name an environment already.
        commands = Pattern.compile("(?<![\\w./-])(" + names + ")(?![\\w-])((?:(?! {3}|[,;:)`\\n]|\\.(?: |$)).)*)");
    }

    private static boolean actsOnAnEnvironment(Verb verb) {
        return verb.getName().contains(" ")
                && !EVERYWHERE.contains(verb.getName())
                // Where the environment is a word of the command itself, it is there, or the sentence only speaks of
                // it.
                && verb.parameters().stream().noneMatch(NextSteps::isItsEnvironment);
    }

    private static boolean isItsEnvironment(Parameter<?> parameter) {
        return parameter.suggestion() == Suggestion.ENVIRONMENTS && parameter.arity() == Parameter.Arity.ONE;
    }

    /** The text, with the environment named in each command that it does not name one in. */
    String in(String text, String environment) {
        return commands.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        names(found.group(2), environment)
                                ? found.group()
                                : found.group(1) + " " + NAMED + " " + environment + found.group(2)));
    }

    private static boolean names(String rest, String environment) {
        List<String> words = List.of(rest.strip().split(" ", -1));
        return words.contains(NAMED) || words.contains(environment);
    }
}
