package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files in environments/, whatever is in them. */
final class EnvironmentFiles {
    private static final String ENDING = ".yaml";
    private static final String SHORT_ENDING = ".yml";

    private EnvironmentFiles() {}

    /** The names of all files that are named as environments are, sorted. */
    static List<String> names(Workspace workspace) {
        TreeSet<String> names = new TreeSet<>();
        if (!Files.isDirectory(workspace.environments())) {
            return List.of();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(workspace.environments())) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(ENDING) && isName(name.substring(0, name.length() - ENDING.length()))) {
                    names.add(name.substring(0, name.length() - ENDING.length()));
                }
            }
        } catch (IOException e) {
            throw unreadable(workspace, e);
        }
        return List.copyOf(names);
    }

    /** A problem for each file that is YAML and whose name is no environment's, so that nobody reads it; sorted. */
    static List<Problem> ignored(Workspace workspace) {
        if (!Files.isDirectory(workspace.environments())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(workspace.environments())) {
            return files.filter(EnvironmentFiles::isIgnored)
                    .sorted()
                    .map(file -> new Problem(
                            workspace.shown(file),
                            0,
                            0,
                            "",
                            "is not read, since it is not named as an environment is",
                            Optional.of(remedy(file))))
                    .toList();
        } catch (IOException e) {
            throw unreadable(workspace, e);
        }
    }

    /** Hidden files are editors' own. */
    private static boolean isIgnored(Path file) {
        String name = String.valueOf(file.getFileName());
        String small = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && (small.endsWith(ENDING) || small.endsWith(SHORT_ENDING))
                && !(name.endsWith(ENDING) && isName(name.substring(0, name.length() - ENDING.length())))
                && Files.isRegularFile(file);
    }

    private static String remedy(Path file) {
        String small = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String name = small.substring(0, small.lastIndexOf('.'));
        return isName(name)
                ? "Rename it: %s%s, or remove it.".formatted(name, ENDING)
                : "Rename it: NAME.yaml, the name in lower-case letters, digits and hyphens; or remove it.";
    }

    private static BerthException unreadable(Workspace workspace, IOException e) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "the folder %s cannot be read: %s".formatted(workspace.environments(), e.getMessage()),
                "Check its permissions.",
                e);
    }

    /** Whether a name consists of lower-case letters, digits and hyphens, no hyphen first. */
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && (c != '-' || i == 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** The failure for a name that no file bears, with what was perhaps meant. */
    static BerthException unknown(Workspace workspace, String name, List<String> names) {
        for (String near : List.of(name + ".yml", name + ENDING)) {
            Path file = workspace.environments().resolve(near).normalize();
            if (file.startsWith(workspace.environments()) && Files.exists(file)) {
                return new BerthException(
                        ErrorCode.ENVIRONMENT_UNKNOWN,
                        "%s is not named as an environment is".formatted(workspace.shown(file)),
                        "Rename it: NAME.yaml, the name in lower-case letters, digits and hyphens.");
            }
        }
        return new BerthException(
                ErrorCode.ENVIRONMENT_UNKNOWN,
                "no environment %s is defined in %s".formatted(Wording.quoted(name), workspace.environments()),
                Nearest.instead(name, names, "Next: berth init"));
    }
}
