package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ParsedInput;

/** What was typed, sorted into verb, options and words by place; gives them out as typed values. */
record Words(ParsedInput input) {

    /** The value of an option; throws USAGE when its words make none. */
    <T> T get(Option<T> option) {
        List<String> words = wordsOf(option);
        try {
            return option.value().apply(words);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "--%s cannot be %s".formatted(option.name(), Quoted.of(words.getLast())),
                    option.choices().isEmpty()
                            ? "--%s %s: %s".formatted(option.name(), option.placeholder(), option.summary())
                            : "It is one of: " + String.join(", ", option.choices()));
        }
    }

    /** The words by place that belong to a parameter of this verb. */
    <T> T get(Verb verb, Parameter<T> parameter) {
        List<String> arguments = arguments();
        int first = verb.parameters().indexOf(parameter);
        int last = parameter.takesMany() ? arguments.size() : Math.min(arguments.size(), first + 1);
        return parameter.value().apply(first < last ? arguments.subList(first, last) : List.of());
    }

    List<String> arguments() {
        List<String> values = new ArrayList<>();
        for (CommandArgument argument : input.arguments()) {
            values.add(argument.value());
        }
        return values;
    }

    private List<String> wordsOf(Option<?> option) {
        List<String> words = new ArrayList<>();
        for (CommandOption given : input.options()) {
            if (option.name().equals(given.longName())) {
                words.add(given.value());
            }
        }
        return words;
    }
}
