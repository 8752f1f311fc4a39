package dev.berth.shell;

import dev.berth.environment.SeenBackups;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.shell.core.command.completion.CompletionProposal;

/** What a command line can go on with: nouns, verbs, options, and the names that stand in the workspace's files. */
final class Completion {
    private final Catalogue catalogue;
    private final Session session;
    private final GlobalOptions global;

    Completion(Catalogue catalogue, Session session, GlobalOptions global) {
        this.catalogue = catalogue;
        this.session = session;
        this.global = global;
    }

    /**
     * Proposals for the last word; it may be empty. Those that do not begin with what was typed are left out.
     *
     * @param words the line up to the cursor
     */
    List<CompletionProposal> proposals(List<String> words) {
        String current = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        List<CompletionProposal> proposals = new ArrayList<>();
        for (CompletionProposal proposal : all(before, current)) {
            if (proposal.value().startsWith(current)) {
                proposals.add(proposal);
            }
        }
        return proposals;
    }

    private List<CompletionProposal> all(List<String> before, String current) {
        List<String> names = new ArrayList<>();
        int next = 0;
        while (next < before.size() && !catalogue.isComplete(names)) {
            String word = before.get(next);
            if (word.startsWith("-")) {
                next += takesNext(word, GlobalOptions.ALL) ? 2 : 1;
            } else {
                names.add(word);
                next++;
            }
        }
        Optional<Verb> verb = catalogue.find(names);
        List<Option<?>> options = new ArrayList<>(GlobalOptions.ALL);
        verb.ifPresent(known -> options.addAll(0, known.options()));
        Optional<Option<?>> awaited =
                before.isEmpty() || before.contains("--") ? Optional.empty() : awaited(before.getLast(), options);
        if (awaited.isPresent()) {
            return values(awaited.get());
        }
        if (current.startsWith("-")) {
            return options.stream()
                    .filter(option -> option.repeatable() || !before.contains("--" + option.name()))
                    .map(option -> proposal("--" + option.name(), option.summary()))
                    .toList();
        }
        List<String> typed = before.subList(Math.min(next, before.size()), before.size());
        return verb.map(known -> values(known, typed, current)).orElseGet(() -> names(names));
    }

    private List<CompletionProposal> names(List<String> names) {
        if (names.isEmpty()) {
            return catalogue.nouns().stream()
                    .filter(noun -> catalogue.verbs(noun.name()).stream().anyMatch(verb -> !verb.isForPrograms()))
                    .map(noun -> proposal(noun.name(), noun.summary()))
                    .toList();
        }
        String prefix = String.join(" ", names) + " ";
        Set<CompletionProposal> proposals = new LinkedHashSet<>();
        for (Verb verb : catalogue.verbs(names.getFirst())) {
            if (!verb.isForPrograms() && verb.getName().startsWith(prefix)) {
                String rest = verb.getName().substring(prefix.length());
                int space = rest.indexOf(' ');
                proposals.add(
                        space < 0 ? proposal(rest, verb.getDescription()) : proposal(rest.substring(0, space), ""));
            }
        }
        return List.copyOf(proposals);
    }

    private List<CompletionProposal> values(Verb verb, List<String> typed, String current) {
        List<Option<?>> options = new ArrayList<>(verb.options());
        options.addAll(GlobalOptions.ALL);
        int place = 0;
        for (int i = 0; i < typed.size(); i++) {
            if (!typed.get(i).startsWith("-")) {
                place++;
            } else if (takesNext(typed.get(i), options)) {
                i++;
            }
        }
        List<Parameter<?>> parameters = verb.parameters();
        if (parameters.isEmpty()) {
            return List.of();
        }
        Parameter<?> parameter = parameters.get(Math.min(place, parameters.size() - 1));
        if (place >= parameters.size() && !parameter.takesMany()) {
            return List.of();
        }
        if (parameter.suggestion() == Suggestion.VERBS) {
            return names(typed);
        }
        return suggested(parameter.suggestion(), current);
    }

    private List<CompletionProposal> values(Option<?> option) {
        return option.choices().isEmpty()
                ? suggested(option.suggestion(), "")
                : option.choices().stream().map(choice -> proposal(choice, "")).toList();
    }

    private List<CompletionProposal> suggested(Suggestion suggestion, String current) {
        try {
            List<String> names = switch (suggestion) {
                case NOTHING, VERBS -> List.of();
                case ENVIRONMENTS -> services().definitions().names();
                case SERVICES ->
                    services().environments().stack(environment()).services().stream()
                            .map(Stack.Service::name)
                            .toList();
                case SECRETS ->
                    List.copyOf(services()
                            .definitions()
                            .secretTemplates(services().definitions().read(environment()))
                            .secrets()
                            .keySet());
                case BACKUPS -> backups();
                case FILES -> files(current);
                case SHELLS -> CompletionScripts.SHELLS;
            };
            return names.stream().map(name -> proposal(name, "")).toList();
        } catch (BerthException e) {
            // What cannot be read now completes nothing; the command itself will say why.
            return List.of();
        }
    }

    private List<String> backups() {
        List<String> ids = new ArrayList<>(List.of("latest"));
        ids.addAll(new SeenBackups(services().workspace()).read(environment()));
        return ids;
    }

    private Services services() {
        return session.services(global.workspace());
    }

    private String environment() {
        return global.environment().or(services()::activeEnvironment).orElse("");
    }

    private List<String> files(String current) {
        int slash = current.lastIndexOf('/');
        String folder = current.substring(0, slash + 1);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(session.folder().resolve(folder))) {
            for (Path entry : entries) {
                names.add(folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""));
            }
        } catch (java.io.IOException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    private static Optional<Option<?>> awaited(String word, List<Option<?>> options) {
        return options.stream()
                .filter(option -> !option.isFlag())
                .filter(option -> word.equals("--" + option.name())
                        || (!option.letter().isEmpty() && word.equals("-" + option.letter())))
                .findFirst();
    }

    private static boolean takesNext(String word, List<Option<?>> options) {
        return awaited(word, options).isPresent();
    }

    private static CompletionProposal proposal(String value, String description) {
        CompletionProposal proposal = new CompletionProposal(value);
        return description.isEmpty() ? proposal : proposal.description(description);
    }
}
