package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Compose says when it fails or warns, which is text; the only place that reads it. */
final class ComposeFailures {
    private static final Pattern LOG_LINE = Pattern.compile("time=\"[^\"]*\" level=(\\w+) msg=\"(.*)\"\\s*");
    private static final Pattern YAML_LINE = Pattern.compile("yaml: line (\\d+): (.*)");
    private static final Pattern UNKNOWN_AT_TOP = Pattern.compile("\\(root\\) [Aa]dditional propert");
    private static final Pattern MISSING_ENVIRONMENT_FILE = Pattern.compile("env file (\\S+) not found: .*");
    private static final Pattern MISSING_VARIABLE = Pattern.compile("required variable (\\w+) is missing a value");
    private static final Pattern NAMED_FILE = Pattern.compile("(?:validating|parsing|failed to parse) (/[^:]+): (.*)");
    /** The engine's words, from engine 20 to 29. */
    private static final List<Pattern> TAKEN_PORT = List.of(
            Pattern.compile("Bind for \\S*:(\\d+) failed: port is already allocated"),
            Pattern.compile("listen \\w+ \\S*:(\\d+): bind: address already in use"),
            Pattern.compile("bind host port (?:for )?\\S*?:(\\d+)[:/]\\S*: address already in use"));

    private static final Pattern MISSING_IMAGE = Pattern.compile("[Nn]o such image: ([^\\s,]+)");
    /** Compose's words for a volume, its words for a network, and the engine's for one. */
    private static final Pattern MISSING_EXTERNAL = Pattern.compile("external volume \"(?<volume>[^\"]+)\" not found"
            + "|network (?<network>\\S+) (?:declared as external, but could not be found|not found)");
    /** The engine's words, up to engine 27 and since 28. */
    private static final Pattern NO_ADDRESSES =
            Pattern.compile("non-overlapping IPv4 address pool|all predefined address pools have been fully subnetted");

    private static final Pattern PROGRESS =
            Pattern.compile("\\s*(?:DRY-RUN MODE -\\s+)?(?:Container|Network|Volume|Image|Service)\\s+\\S+\\s+\\S+.*"
                    + "|\\s*#\\d+ .*|\\s*\\S+ (?:Pulling|Pulled|Interrupted|Skipped|Warning|Error)\\b.*");
    private static final int LINES_TOLD = 5;

    private ComposeFailures() {}

    /** The project's files are wrong. */
    static BerthException invalid(ComposeProject project, String error) {
        String words = lastWords(error);
        return new BerthException(ErrorCode.DEFINITION_INVALID, wrong(project, words), remedy(project, words));
    }

    private static String wrong(ComposeProject project, String words) {
        Matcher missing = MISSING_ENVIRONMENT_FILE.matcher(words);
        if (missing.matches()) {
            return "%s: the env_file %s does not exist".formatted(names(project.files()), missing.group(1));
        }
        Matcher named = NAMED_FILE.matcher(words);
        if (named.matches()) {
            return "%s: %s".formatted(named.group(1), named.group(2));
        }
        Matcher line = YAML_LINE.matcher(words);
        if (line.matches()) {
            String place = project.files().size() == 1
                    ? project.files().getFirst() + ":" + line.group(1)
                    : "line %s of one of %s".formatted(line.group(1), names(project.files()));
            return "%s: %s".formatted(place, line.group(2));
        }
        return "%s: %s".formatted(names(project.files()), words);
    }

    private static String remedy(ComposeProject project, String words) {
        if (MISSING_ENVIRONMENT_FILE.matcher(words).matches()) {
            return "Make it; many projects bring an example of it to copy.";
        }
        if (UNKNOWN_AT_TOP.matcher(words).find()) {
            return "Services stand under services:; a file of the first Compose format, which had no such key, must be"
                    + " brought up to date.";
        }
        Matcher variable = MISSING_VARIABLE.matcher(words);
        return variable.find()
                ? "Set %s in %s, or under variables: in the definition."
                        .formatted(variable.group(1), project.files().getFirst().resolveSibling(".env"))
                : "Mend the Compose file, or the variables that it uses.";
    }

    /** Compose could not do what was asked. */
    static BerthException failed(String verb, String error) {
        String words = lastWords(error);
        Optional<String> port = takenPort(words);
        if (port.isPresent()) {
            return new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "port %s of the engine's host is taken (%s)".formatted(port.get(), words),
                    "Stop what listens there, or publish another port.");
        }
        Matcher image = MISSING_IMAGE.matcher(words);
        if (image.find()) {
            return new BerthException(
                    ErrorCode.IMAGE_MISSING,
                    "the image %s is not on the engine".formatted(image.group(1)),
                    "Build or pull it: `docker compose build`, `docker compose pull`.");
        }
        Matcher external = MISSING_EXTERNAL.matcher(words);
        if (external.find()) {
            String kind = external.group("volume") == null ? "network" : "volume";
            String name = kind.equals("volume") ? external.group("volume") : external.group("network");
            return new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the external %s %s is not on the engine".formatted(kind, name),
                    "Compose makes none that is external: docker %s create %s".formatted(kind, name));
        }
        return new BerthException(
                ErrorCode.COMPOSE_FAILED,
                "docker compose %s failed: %s".formatted(verb, words),
                NO_ADDRESSES.matcher(words).find()
                        ? "The engine has addresses for some thirty networks: remove unused ones with `docker network prune`,"
                                + " or give it more by default-address-pools in its daemon.json."
                        : null);
    }

    private static Optional<String> takenPort(String words) {
        return TAKEN_PORT.stream()
                .map(pattern -> pattern.matcher(words))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** Warnings in Compose's words, each once. */
    static List<String> warnings(String error) {
        Set<String> warnings = new LinkedHashSet<>();
        error.lines().forEach(line -> {
            Matcher matcher = LOG_LINE.matcher(line);
            if (matcher.matches() && matcher.group(1).startsWith("warn")) {
                warnings.add(matcher.group(2).replace("\\\"", "\""));
            }
        });
        return List.copyOf(warnings);
    }

    private static String lastWords(String error) {
        List<String> lines = error.lines()
                .map(ComposeFailures::withoutLogForm)
                .filter(line -> !line.isBlank() && !PROGRESS.matcher(line).matches())
                .distinct()
                .toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size());
        return last.isEmpty() ? "it did not say why" : String.join("\n", last).strip();
    }

    private static String withoutLogForm(String line) {
        Matcher matcher = LOG_LINE.matcher(line);
        if (!matcher.matches()) {
            return line;
        }
        return matcher.group(1).startsWith("warn") ? "" : matcher.group(2).replace("\\\"", "\"");
    }

    private static String names(List<Path> files) {
        return String.join(", ", files.stream().map(Path::toString).toList());
    }
}
