package dev.berth.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files Compose reads in a folder as long as nobody names them on its command line. */
final class ComposeDefaults {
    /** The files that Compose itself adds to one of a default name, the first that exists. */
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final Pattern VARIABLE = Pattern.compile(
            "(?m)^[ \\t]*(?:export[ \\t]+)?(COMPOSE_FILE|COMPOSE_PATH_SEPARATOR)[ \\t]*=[ \\t]*(['\"]?)(.*?)\\2[ \\t]*(?:[ \\t]#.*)?$");

    private ComposeDefaults() {}

    /** The file, with those that Compose reads together with it: what COMPOSE_FILE in .env lists, else an override. */
    static List<Path> with(Path file) {
        List<Path> listed = listed(file.resolveSibling(".env"));
        if (listed.contains(file)) {
            return listed;
        }
        Optional<Path> override = NAMES.contains(String.valueOf(file.getFileName()))
                ? OVERRIDES.stream()
                        .map(file::resolveSibling)
                        .filter(Files::isRegularFile)
                        .findFirst()
                : Optional.empty();
        return Stream.concat(Stream.of(file), override.stream()).toList();
    }

    /** A value that takes others in is Compose's own business: no file is found by it then. */
    private static List<Path> listed(Path variables) {
        String files = "";
        String separator = ":";
        try {
            Matcher matcher = VARIABLE.matcher(Files.isRegularFile(variables) ? Files.readString(variables) : "");
            while (matcher.find()) {
                if (matcher.group(1).equals("COMPOSE_FILE")) {
                    files = matcher.group(3);
                } else {
                    separator = matcher.group(3);
                }
            }
        } catch (IOException e) {
            // Compose reads it too, and says what is wrong with it.
            return List.of();
        }
        return files.isBlank() || separator.isEmpty() || files.contains("$")
                ? List.of()
                : Stream.of(files.split(Pattern.quote(separator)))
                        .filter(name -> !name.isBlank())
                        .map(name -> variables.resolveSibling(name.strip()).normalize())
                        .toList();
    }
}
