package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ParsedInput;

/** Sorts the words of one command line, as they come: nothing is joined and split again. */
final class WordsParser {
    private final Catalogue catalogue;

    WordsParser(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What a command line asks for. */
    sealed interface Request {

        /** A verb to be run. */
        record Run(Verb verb, Words words) implements Request {}

        /** Help about a verb, a noun, or everything, as the words of its topic say. */
        record Help(List<String> topic) implements Request {}
    }

    /** Throws USAGE for a line that no verb takes. */
    Request parse(List<String> line) {
        List<String> names = new ArrayList<>();
        ParsedInput.Builder input = ParsedInput.builder();
        int next = verbWords(line, names, input);
        if (names.isEmpty()) {
            checkOptions(input);
            return new Request.Help(names);
        }
        Verb verb = catalogue.find(names).orElse(null);
        boolean help = line.contains("--help") || line.contains("-h");
        if (verb == null) {
            if (catalogue.isNoun(names.getFirst())
                    && (names.size() == 1 || names.get(1).equals("help"))) {
                if (help || names.size() == 2) {
                    return new Request.Help(List.of(names.getFirst()));
                }
                throw catalogue.verbMissing(names.getFirst());
            }
            throw catalogue.unknown(names);
        }
        return rest(line, next, verb, input);
    }

    /** The verb that a line names, whatever else is wrong with it. */
    Optional<Verb> verb(List<String> line) {
        List<String> names = new ArrayList<>();
        try {
            verbWords(line, names, ParsedInput.builder());
        } catch (BerthException e) {
            return Optional.empty();
        }
        return catalogue.find(names);
    }

    /** What a line of options alone gives, as in {@code berth --env prod}; empty where it names a verb or asks for help. */
    Optional<Words> optionsAlone(List<String> line) {
        List<String> names = new ArrayList<>();
        ParsedInput.Builder input = ParsedInput.builder();
        verbWords(line, names, input);
        Words words = new Words(input.commandName("").build());
        return names.isEmpty() && !words.get(GlobalOptions.HELP) ? Optional.of(words) : Optional.empty();
    }

    /** Options alone are checked here: no verb does it. */
    private static void checkOptions(ParsedInput.Builder input) {
        Words words = new Words(input.commandName("").build());
        GlobalOptions.ALL.forEach(words::get);
    }

    /** Takes the words that name the verb, with global options before and among them; answers where the rest begins. */
    private int verbWords(List<String> line, List<String> names, ParsedInput.Builder input) {
        int next = 0;
        while (next < line.size() && !catalogue.isComplete(names)) {
            String word = line.get(next);
            if (isOption(word)) {
                next = option(line, next, GlobalOptions.ALL, "berth", input);
            } else {
                names.add(word);
                next++;
            }
        }
        if (!names.isEmpty()) {
            input.commandName(names.getFirst());
            names.subList(1, names.size()).forEach(input::addSubCommand);
        }
        return next;
    }

    private Request rest(List<String> line, int start, Verb verb, ParsedInput.Builder input) {
        List<Option<?>> options = new ArrayList<>(verb.options());
        options.addAll(GlobalOptions.ALL);
        boolean optionsEnded = false;
        int next = start;
        int arguments = 0;
        while (next < line.size()) {
            String word = line.get(next);
            if (!optionsEnded && isVerbatim(verb, arguments)) {
                optionsEnded = !isOption(word);
            }
            if (!optionsEnded && word.equals("--")) {
                optionsEnded = true;
                next++;
            } else if (!optionsEnded && isOption(word)) {
                next = option(line, next, options, verb.getName(), input);
            } else {
                input.addArgument(new CommandArgument(arguments++, word));
                next++;
            }
        }
        Words words = new Words(input.build());
        if (words.get(GlobalOptions.HELP)) {
            return new Request.Help(List.of(verb.getName().split(" ")));
        }
        checkCount(verb, words.arguments());
        return new Request.Run(verb, words);
    }

    private static boolean isVerbatim(Verb verb, int argument) {
        return argument < verb.parameters().size()
                && verb.parameters().get(argument).arity() == Parameter.Arity.VERBATIM;
    }

    /** A hyphen alone means standard input, and a negative number is a value. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
    }

    private static int option(
            List<String> line, int at, List<Option<?>> options, String command, ParsedInput.Builder input) {
        String word = line.get(at);
        int equals = word.indexOf('=');
        String named = equals < 0 ? word : word.substring(0, equals);
        if (!word.startsWith("--")) {
            return letters(line, at, options, command, input);
        }
        Option<?> option = named(named.substring(2), options).orElseThrow(() -> unknown(named, options, command));
        if (option.isFlag()) {
            if (equals >= 0) {
                throw usage("%s takes no value".formatted(named), command);
            }
            add(input, option, "true");
            return at + 1;
        }
        if (equals >= 0) {
            add(input, option, word.substring(equals + 1));
            return at + 1;
        }
        if (at + 1 == line.size()) {
            throw usage("%s needs a value: %s %s".formatted(named, named, option.placeholder()), command);
        }
        add(input, option, line.get(at + 1));
        return at + 2;
    }

    /** Short options: flags may stand together, and a value may follow its letter at once, as in {@code -n100}. */
    private static int letters(
            List<String> line, int at, List<Option<?>> options, String command, ParsedInput.Builder input) {
        String word = line.get(at);
        for (int i = 1; i < word.length(); i++) {
            String letter = word.substring(i, i + 1);
            Option<?> option = options.stream()
                    .filter(each -> each.letter().equals(letter))
                    .findFirst()
                    .orElseThrow(() -> unknown("-" + letter, options, command));
            if (option.isFlag()) {
                add(input, option, "true");
            } else if (i + 1 < word.length()) {
                add(input, option, word.substring(i + 1));
                return at + 1;
            } else if (at + 1 < line.size()) {
                add(input, option, line.get(at + 1));
                return at + 2;
            } else {
                throw usage(
                        "-%s needs a value: %s".formatted(letter, option.usage().strip()), command);
            }
        }
        return at + 1;
    }

    private static Optional<Option<?>> named(String name, List<Option<?>> options) {
        for (Option<?> option : options) {
            if (option.name().equals(name)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    private static void add(ParsedInput.Builder input, Option<?> option, String value) {
        input.addOption(
                CommandOption.with().longName(option.name()).value(value).build());
    }

    private static void checkCount(Verb verb, List<String> arguments) {
        int least = 0;
        boolean many = false;
        for (Parameter<?> parameter : verb.parameters()) {
            if (parameter.isRequired() && arguments.size() <= least) {
                throw usage("%s needs %s: %s".formatted(verb.getName(), parameter.name(), parameter.summary()), verb);
            }
            least++;
            many |= parameter.takesMany();
        }
        if (many || arguments.size() <= verb.parameters().size()) {
            return;
        }
        if (verb.isConfidential()) {
            // The word may be the value itself: nothing repeats it.
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s takes no value as a word: others can read it there".formatted(verb.getName()),
                    "Give it when asked, on standard input, or with --file FILE. If that was a value, take another one.");
        }
        throw usage(
                "%s takes no further word: %s"
                        .formatted(
                                verb.getName(),
                                Quoted.word(arguments.get(verb.parameters().size()))),
                verb);
    }

    private static BerthException unknown(String named, List<Option<?>> options, String command) {
        List<String> names = new ArrayList<>();
        options.forEach(option -> names.add("--" + option.name()));
        return new BerthException(
                ErrorCode.USAGE,
                "%s has no option %s".formatted(command, Quoted.word(named)),
                Nearest.to(named, names).map(name -> "did you mean: " + name).orElse(helpFor(command)));
    }

    private static BerthException usage(String message, String command) {
        return new BerthException(ErrorCode.USAGE, message, helpFor(command));
    }

    private static BerthException usage(String message, Verb verb) {
        return new BerthException(ErrorCode.USAGE, message, "usage: " + verb.usage());
    }

    private static String helpFor(String command) {
        return command.equals("berth")
                ? "help shows what there is."
                : "help %s shows what it takes.".formatted(command);
    }
}
