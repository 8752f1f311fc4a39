package dev.berth.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A word of the command line that is known by its place.
 *
 * @param name as usage lines show it, such as NAME
 * @param arity how many words it takes
 * @param value makes a typed value of its words
 */
record Parameter<T>(String name, String summary, Arity arity, Suggestion suggestion, Function<List<String>, T> value) {

    /** How many words a parameter takes. */
    enum Arity {
        ONE,
        AT_MOST_ONE,
        ANY,
        AT_LEAST_ONE,
        /** One or more, taken as they are from the first on: options among them belong to somebody else. */
        VERBATIM
    }

    /** Whether the word, where there is one, is the environment that the verb acts on. */
    boolean namesOneEnvironment() {
        return suggestion == Suggestion.ENVIRONMENTS && (arity == Arity.ONE || arity == Arity.AT_MOST_ONE);
    }

    static Parameter<String> required(String name, String summary, Suggestion suggestion) {
        return new Parameter<>(name, summary, Arity.ONE, suggestion, List::getFirst);
    }

    static Parameter<Optional<String>> optional(String name, String summary, Suggestion suggestion) {
        return new Parameter<>(
                name,
                summary,
                Arity.AT_MOST_ONE,
                suggestion,
                words -> words.stream().findFirst());
    }

    static Parameter<List<String>> any(String name, String summary, Suggestion suggestion) {
        return new Parameter<>(name, summary, Arity.ANY, suggestion, words -> words);
    }

    static Parameter<List<String>> some(String name, String summary, Suggestion suggestion) {
        return new Parameter<>(name, summary, Arity.AT_LEAST_ONE, suggestion, words -> words);
    }

    static Parameter<List<String>> verbatim(String name, String summary) {
        return new Parameter<>(name, summary, Arity.VERBATIM, Suggestion.NOTHING, words -> words);
    }

    boolean isRequired() {
        return switch (arity) {
            case ONE, AT_LEAST_ONE, VERBATIM -> true;
            case AT_MOST_ONE, ANY -> false;
        };
    }

    boolean takesMany() {
        return switch (arity) {
            case ANY, AT_LEAST_ONE, VERBATIM -> true;
            case ONE, AT_MOST_ONE -> false;
        };
    }

    /** As it stands in a usage line: {@code NAME}, {@code [NAME]}, {@code [NAME...]}. */
    String usage() {
        String many = takesMany() ? name + "..." : name;
        return isRequired() ? many : "[" + many + "]";
    }
}
