package dev.berth.shell;

import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The help texts: of everything, of a noun, of a verb. */
final class Help {
    private static final int TEXT_COLUMNS = 80;

    /** A first column that is wider would leave too little for the second. */
    private static final int HEAD_COLUMNS = 34;

    /** Blanks before the first column and after it. */
    private static final int GAP = 5;

    private final Catalogue catalogue;
    private final Theme theme;

    Help(Catalogue catalogue, Theme theme) {
        this.catalogue = catalogue;
        this.theme = theme;
    }

    /** Throws USAGE for a topic that does not exist. */
    List<String> lines(List<String> topic) {
        if (topic.isEmpty()) {
            return everything();
        }
        Optional<Verb> verb = catalogue.find(topic);
        if (verb.isPresent()) {
            return verb(verb.get());
        }
        if (topic.size() == 1 && catalogue.isNoun(topic.getFirst())) {
            return noun(topic.getFirst());
        }
        throw catalogue.unknown(topic);
    }

    private List<String> everything() {
        List<String> lines = new ArrayList<>();
        lines.add("usage: berth [OPTIONS] NOUN VERB …    (without a command: a prompt)");
        lines.add("");
        List<Catalogue.Noun> nouns = catalogue.nouns().stream()
                .filter(noun -> !shown(noun.name()).isEmpty())
                .toList();
        int columns =
                nouns.stream().mapToInt(noun -> noun.name().length()).max().orElse(0);
        for (Catalogue.Noun noun : nouns) {
            lines.add(
                    "  " + theme.paint(Role.STRONG, DisplayWidth.padRight(noun.name(), columns + 3)) + noun.summary());
            if (catalogue.isNoun(noun.name())) {
                lines.addAll(wrapped(
                        " ".repeat(columns + 5),
                        String.join(
                                " · ",
                                shown(noun.name()).stream().map(Verb::shortName).toList()),
                        Role.MUTED));
            }
        }
        lines.add("");
        lines.addAll(globalOptions());
        lines.add("");
        lines.add("help NOUN and help NOUN VERB say more, with examples.");
        return lines.stream().map(theme::text).toList();
    }

    private List<String> noun(String name) {
        List<String> lines = new ArrayList<>();
        lines.add("usage: berth %s VERB …".formatted(name));
        lines.add("");
        lines.addAll(items(
                shown(name).stream().map(Verb::shortName).toList(),
                Role.STRONG,
                shown(name).stream().map(Verb::getDescription).toList(),
                Role.PLAIN));
        List<Verb.Example> examples = shown(name).stream()
                .flatMap(verb -> verb.examples().stream().limit(1))
                .toList();
        lines.addAll(examples(examples));
        lines.add("");
        lines.add("help %s VERB says more.".formatted(name));
        return lines.stream().map(theme::text).toList();
    }

    private List<String> verb(Verb verb) {
        List<String> lines = new ArrayList<>();
        lines.add("usage: berth " + verb.usage());
        lines.add("");
        lines.addAll(wrapped("", verb.getDescription() + ".", Role.PLAIN));
        if (!verb.getHelp().isEmpty()) {
            lines.addAll(wrapped("", verb.getHelp(), Role.PLAIN));
        }
        if (!verb.parameters().isEmpty()) {
            lines.add("");
            lines.addAll(items(
                    verb.parameters().stream().map(Parameter::usage).toList(),
                    Role.PLAIN,
                    verb.parameters().stream().map(Parameter::summary).toList(),
                    Role.PLAIN));
        }
        if (!verb.options().isEmpty()) {
            lines.add("");
            lines.addAll(options(verb.options()));
        }
        lines.addAll(examples(verb.examples()));
        lines.add("");
        lines.addAll(globalOptions());
        return lines.stream().map(theme::text).toList();
    }

    private List<Verb> shown(String noun) {
        return catalogue.verbs(noun).stream()
                .filter(verb -> !verb.isForPrograms())
                .toList();
    }

    private List<String> examples(List<Verb.Example> examples) {
        if (examples.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(theme.paint(Role.MUTED, "Examples"));
        lines.addAll(items(
                examples.stream().map(example -> "berth " + example.line()).toList(),
                Role.PLAIN,
                examples.stream().map(example -> "# " + example.meaning()).toList(),
                Role.MUTED));
        return lines;
    }

    private List<String> globalOptions() {
        List<String> lines = new ArrayList<>();
        lines.add(theme.paint(Role.MUTED, "Everywhere"));
        lines.addAll(options(GlobalOptions.ALL));
        return lines;
    }

    private List<String> options(List<Option<?>> options) {
        List<String> heads = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Option<?> option : options) {
            heads.add(option.usage());
            texts.add(option.summary());
        }
        return items(heads, Role.PLAIN, texts, Role.PLAIN);
    }

    /**
     * Two columns within the width of a usual terminal: the first as wide as its widest, as long as that leaves room; what is
     * wider stands in a line of its own.
     */
    private List<String> items(List<String> heads, Role headRole, List<String> texts, Role role) {
        int columns = heads.stream()
                .mapToInt(DisplayWidth::of)
                .filter(width -> width <= HEAD_COLUMNS)
                .max()
                .orElse(0);
        String indent = " ".repeat(columns + GAP);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            List<String> text = wrapped(indent, texts.get(i), role);
            if (DisplayWidth.of(heads.get(i)) > columns) {
                lines.add("  " + theme.paint(headRole, heads.get(i)));
            } else {
                String head = "  " + theme.paint(headRole, DisplayWidth.padRight(heads.get(i), columns + GAP - 2));
                lines.add(head + text.removeFirst().substring(indent.length()));
            }
            lines.addAll(text);
        }
        return lines;
    }

    private List<String> wrapped(String indent, String text, Role role) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > TEXT_COLUMNS) {
                lines.add(indent + theme.paint(role, line.toString()));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(indent + theme.paint(role, line.toString()));
        return lines;
    }
}
