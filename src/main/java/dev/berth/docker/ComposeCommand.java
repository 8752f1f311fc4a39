package dev.berth.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call of Compose as words and variables, without the program's own words.
 *
 * @param arguments the verb with its options
 */
record ComposeCommand(ComposeProject project, List<String> arguments) {
    /**
     * Switches in the user's shell that would change which project is meant, or what is done to it. Emptied they would
     * still hide what the project's own .env says.
     */
    static final Set<String> WITHHELD = Set.of(
            "COMPOSE_DISABLE_ENV_FILE",
            "COMPOSE_FILE",
            "COMPOSE_PROFILES",
            "COMPOSE_PROJECT_NAME",
            "COMPOSE_ENV_FILES",
            "COMPOSE_REMOVE_ORPHANS",
            "COMPOSE_IGNORE_ORPHANS");

    static ComposeCommand of(ComposeProject project, String... arguments) {
        return new ComposeCommand(project, List.of(arguments));
    }

    ComposeCommand with(List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new ComposeCommand(project, all);
    }

    /** Which project is meant, as options. */
    static List<String> projectWords(ComposeProject project) {
        List<String> words = new ArrayList<>();
        project.name().ifPresent(name -> words.addAll(List.of("-p", name)));
        project.environmentFile().ifPresent(file -> {
            ownFile(project).ifPresent(own -> words.addAll(List.of("--env-file", own.toString())));
            words.addAll(List.of("--env-file", file.toString()));
        });
        for (Path file : project.files()) {
            words.addAll(List.of("-f", file.toString()));
        }
        for (String profile : project.profiles()) {
            words.addAll(List.of("--profile", profile));
        }
        return words;
    }

    /** The .env beside the first file, which Compose no longer reads by itself once it is given another; the later one wins. */
    private static Optional<Path> ownFile(ComposeProject project) {
        return project.files().stream()
                .findFirst()
                .map(file -> file.resolveSibling(".env"))
                .filter(Files::isRegularFile);
    }

    List<String> words(List<String> program) {
        List<String> words = new ArrayList<>(program);
        words.addAll(projectWords(project));
        words.addAll(arguments);
        return words;
    }

    /** The variables that are changed for the child: which engine, and which form of output. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("COMPOSE_ANSI", "never");
        variables.put("COMPOSE_PROGRESS", "plain");
        variables.put("COMPOSE_MENU", "false");
        variables.putAll(project.engine().programVariables());
        variables.putAll(project.confidential());
        return variables;
    }
}
