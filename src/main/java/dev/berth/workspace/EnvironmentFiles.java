package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The files in environments/, whatever is in them. */
final class EnvironmentFiles {
    private static final String ENDING = ".yaml";

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
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "the folder %s cannot be read: %s".formatted(workspace.environments(), e.getMessage()),
                    "Check its permissions.",
                    e);
        }
        return List.copyOf(names);
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
                Wording.instead(name, names, "Next: berth init"));
    }
}
