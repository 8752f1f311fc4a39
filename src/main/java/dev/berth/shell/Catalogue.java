package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * Every verb by noun; a noun's verbs are made and registered when it is first asked for. What every command line asks is
 * answered by loops: streams are slow to begin with.
 */
final class Catalogue {
    private final CommandRegistry registry = new CommandRegistry();
    private final Map<String, Noun> nouns = new LinkedHashMap<>();

    Catalogue(List<Noun> nouns) {
        nouns.forEach(noun -> this.nouns.put(noun.name(), noun));
    }

    /** What commands can be about; one that has no name stands alone for the verb of the same name. */
    static final class Noun {
        private final String name;
        private final String summary;
        private final Supplier<List<Verb>> maker;
        private Optional<List<Verb>> made = Optional.empty();

        Noun(String name, String summary, Supplier<List<Verb>> maker) {
            this.name = name;
            this.summary = summary;
            this.maker = maker;
        }

        String name() {
            return name;
        }

        String summary() {
            return summary;
        }
    }

    CommandRegistry registry() {
        return registry;
    }

    List<Noun> nouns() {
        return List.copyOf(nouns.values());
    }

    /** The verbs of a noun, in the order of its help; none where there is no such noun. */
    List<Verb> verbs(String noun) {
        Noun known = nouns.get(noun);
        if (known == null) {
            return List.of();
        }
        if (known.made.isEmpty()) {
            List<Verb> verbs = known.maker.get();
            verbs.forEach(registry::registerCommand);
            known.made = Optional.of(verbs);
        }
        return known.made.get();
    }

    /** Whether a noun has verbs of its own, and is not a verb itself. */
    boolean isNoun(String name) {
        return nouns.containsKey(name) && find(List.of(name)).isEmpty();
    }

    Optional<Verb> find(List<String> names) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String name = String.join(" ", names);
        for (Verb verb : verbs(names.getFirst())) {
            if (verb.getName().equals(name)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /** Whether no further word can belong to the verb's name. */
    boolean isComplete(List<String> names) {
        if (names.isEmpty()) {
            return false;
        }
        String prefix = String.join(" ", names) + " ";
        for (Verb verb : verbs(names.getFirst())) {
            if (verb.getName().startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    List<Verb> all() {
        List<Verb> all = new ArrayList<>();
        nouns.keySet().forEach(noun -> all.addAll(verbs(noun)));
        return all;
    }

    BerthException unknown(List<String> names) {
        String typed = String.join(" ", names);
        List<String> known = new ArrayList<>(nouns.keySet());
        all().stream().filter(verb -> !verb.isForPrograms()).forEach(verb -> known.add(verb.getName()));
        return new BerthException(
                ErrorCode.USAGE,
                "no such command: "
                        + String.join(" ", names.stream().map(Quoted::word).toList()),
                Nearest.to(typed, known)
                        .map(name -> "did you mean: " + name)
                        .orElse(isNoun(names.getFirst()) ? verbsOf(names.getFirst()) : "help shows what there is."));
    }

    BerthException verbMissing(String noun) {
        return new BerthException(ErrorCode.USAGE, noun + " needs a verb", verbsOf(noun));
    }

    private String verbsOf(String noun) {
        return "%s has: %s"
                .formatted(
                        noun,
                        String.join(
                                " · ",
                                verbs(noun).stream()
                                        .filter(verb -> !verb.isForPrograms())
                                        .map(Verb::shortName)
                                        .toList()));
    }
}
