package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The program of a Vault or OpenBao server on this machine. */
public final class VaultProgram {
    /** Names the program. */
    public static final String VARIABLE = "BERTH_VAULT";

    private static final String[] NAMES = {"vault", "bao"};

    private final Map<String, String> variables;
    private final Path cache;

    /**
     * Nothing is looked for yet.
     *
     * @param variables the process's environment
     * @param cache where scripts/vault puts what it built
     */
    public VaultProgram(Map<String, String> variables, Path cache) {
        this.variables = variables;
        this.cache = cache;
    }

    /**
     * The one that the variable names, else vault or bao on the PATH, else the newest that was built here.
     *
     * @throws BerthException FAILED where there is none
     */
    Path find() {
        String named = variables.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            if (!isProgram(Path.of(named))) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "%s names %s, which is no program".formatted(VARIABLE, named),
                        "Correct it, or unset it.");
            }
            return Path.of(named);
        }
        return onPath().or(this::built)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.FAILED,
                        "no Vault or OpenBao program is on this machine",
                        "Install vault or bao (one file) on the PATH, or name it with %s. `scripts/vault` in Berth's folder builds"
                                        .formatted(VARIABLE)
                                + " one, once, in 6 to 12 minutes."));
    }

    private Optional<Path> onPath() {
        for (String name : NAMES) {
            for (String folder : variables.getOrDefault("PATH", "").split(":", -1)) {
                if (folder.startsWith("/") && isProgram(Path.of(folder, name))) {
                    return Optional.of(Path.of(folder, name));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Path> built() {
        TreeSet<Path> found = new TreeSet<>();
        if (Files.isDirectory(cache)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "vault-*")) {
                files.forEach(file -> {
                    if (isProgram(file)) {
                        found.add(file);
                    }
                });
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
