package dev.berth.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * An option of the command line, and how its words become a typed value.
 *
 * @param name without the two hyphens
 * @param letter without the hyphen; empty text for none
 * @param placeholder what stands for its value in help texts; empty text for a flag
 * @param choices the values it accepts; empty for any
 * @param value makes a typed value of the words given; none when the option was not given, several when it was repeated
 */
record Option<T>(
        String name,
        String letter,
        String placeholder,
        String summary,
        Suggestion suggestion,
        List<String> choices,
        boolean repeatable,
        Function<List<String>, T> value) {

    static Option<Boolean> flag(String name, String summary) {
        return new Option<>(name, "", "", summary, Suggestion.NOTHING, List.of(), true, words -> !words.isEmpty());
    }

    static Option<Optional<String>> text(String name, String placeholder, String summary) {
        return single(name, placeholder, summary, word -> word);
    }

    /** May be given again and again. */
    static Option<List<String>> texts(String name, String placeholder, String summary) {
        return new Option<>(name, "", placeholder, summary, Suggestion.NOTHING, List.of(), true, words -> words);
    }

    /** A whole number, zero or more. */
    static Option<Optional<Integer>> number(String name, String placeholder, String summary) {
        return single(name, placeholder, summary, word -> {
            int number = Integer.parseInt(word);
            if (number < 0) {
                throw new IllegalArgumentException("a negative number");
            }
            return number;
        });
    }

    /** A time such as {@code 500ms}, {@code 90s}, {@code 5m} or {@code 2h}. */
    static Option<Optional<Duration>> duration(String name, String summary) {
        return single(name, "TIME", summary + ", such as 90s, 5m or 2h", DurationText::parse);
    }

    /** A moment, as RFC 3339 writes it, or so long ago. */
    static Option<Optional<Instant>> moment(String name, String summary) {
        return single(
                name,
                "TIME",
                summary + ": so long ago, such as 5m, or a moment, such as 2026-11-23T10:15:00Z",
                MomentText::parse);
    }

    static <E extends Enum<E>> Option<Optional<E>> choice(String name, Class<E> type, String summary) {
        List<String> choices = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            choices.add(constant.name().toLowerCase(Locale.ROOT));
        }
        Option<Optional<E>> option = single(
                name, String.join("|", choices), summary, word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
        return new Option<>(name, "", option.placeholder, summary, Suggestion.NOTHING, choices, false, option.value);
    }

    private static <T> Option<Optional<T>> single(
            String name, String placeholder, String summary, Function<String, T> value) {
        return new Option<>(
                name,
                "",
                placeholder,
                summary,
                Suggestion.NOTHING,
                List.of(),
                false,
                words -> words.isEmpty() ? Optional.empty() : Optional.of(value.apply(words.getLast())));
    }

    Option<T> letter(char shortName) {
        return new Option<>(
                name, String.valueOf(shortName), placeholder, summary, suggestion, choices, repeatable, value);
    }

    Option<T> suggesting(Suggestion source) {
        return new Option<>(name, letter, placeholder, summary, source, choices, repeatable, value);
    }

    boolean isFlag() {
        return placeholder.isEmpty();
    }

    /** As help texts show it: {@code -n, --tail LINES}. */
    String usage() {
        String named = isFlag() ? "--" + name : "--" + name + " " + placeholder;
        return letter.isEmpty() ? "    " + named : "-" + letter + ", " + named;
    }
}
