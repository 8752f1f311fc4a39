package dev.berth.docker;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Compose is pointed at; every path is absolute.
 *
 * @param name empty for the name that Compose itself resolves
 * @param environmentFile the secret-free file with variables; empty for Compose's own .env
 */
public record ComposeProject(
        Optional<String> name,
        List<Path> files,
        Optional<Path> environmentFile,
        List<String> profiles,
        EngineAddress engine) {}
