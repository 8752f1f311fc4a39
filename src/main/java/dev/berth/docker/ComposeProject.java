package dev.berth.docker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Compose is pointed at; every path is absolute.
 *
 * @param name empty for the name that Compose itself resolves
 * @param environmentFile the secret-free file with variables; empty for Compose's own .env
 * @param confidential variables whose values Compose gets by its process environment alone
 */
public record ComposeProject(
        Optional<String> name,
        List<Path> files,
        Optional<Path> environmentFile,
        List<String> profiles,
        EngineAddress engine,
        Map<String, String> confidential) {

    /** What stands in place of a confidential value where it must not stand itself; in every character that Compose's fields take. */
    private static final String PLACEHOLDER = "berth-confidential-variable-";

    /** A project without confidential variables. */
    public ComposeProject(
            Optional<String> name,
            List<Path> files,
            Optional<Path> environmentFile,
            List<String> profiles,
            EngineAddress engine) {
        this(name, files, environmentFile, profiles, engine, Map.of());
    }

    /** The same project with these confidential variables. */
    public ComposeProject with(Map<String, String> variables) {
        return new ComposeProject(name, files, environmentFile, profiles, engine, variables);
    }

    /** The same project with every service that its files define, whatever profiles are on. */
    public ComposeProject withEveryProfile() {
        return new ComposeProject(name, files, environmentFile, List.of("*"), engine, confidential);
    }

    /** The same project with a placeholder for each confidential value. */
    ComposeProject withPlaceholders() {
        Map<String, String> placeholders = new TreeMap<>();
        for (String variable : new TreeMap<>(confidential).keySet()) {
            placeholders.put(variable, PLACEHOLDER + placeholders.size() + "-");
        }
        return with(placeholders);
    }

    /** What Compose printed of the project with placeholders, each replaced by the variable that it stands for. */
    String withNames(String printed) {
        String named = printed;
        for (Map.Entry<String, String> placeholder :
                withPlaceholders().confidential().entrySet()) {
            named = named.replace(placeholder.getValue(), "${" + placeholder.getKey() + "}");
        }
        return named;
    }

    /** What Compose said, without confidential values. */
    String masked(String said) {
        String masked = said;
        for (String value : confidential.values()) {
            masked = value.isEmpty() ? masked : masked.replace(value, "••••");
        }
        return masked;
    }

    @Override
    public String toString() {
        return "%s %s, confidential %s".formatted(name.orElse(""), files, confidential.keySet());
    }
}
