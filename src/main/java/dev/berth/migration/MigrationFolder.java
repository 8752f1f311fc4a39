package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;

/** The files of a migrations' folder, in the order in which they run: versioned ones by version, then repeatable ones. */
record MigrationFolder(Path path, List<MigrationFile> files) {

    static MigrationFolder read(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "there is no folder %s".formatted(path),
                    "Make it, or change migrations.location in the environment's definition.");
        }
        List<MigrationFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(path)) {
            all.filter(file -> String.valueOf(file.getFileName()).endsWith(".sql") && Files.isRegularFile(file))
                    .sorted()
                    .forEach(file -> MigrationFile.read(file).ifPresent(files::add));
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "cannot read the folder %s: %s".formatted(path, e.getMessage()),
                    "Make it readable.",
                    e);
        }
        refuseDuplicates(files);
        files.sort(Comparator.comparing(MigrationFolder::order).thenComparing(MigrationFile::description));
        return new MigrationFolder(path, List.copyOf(files));
    }

    private static MigrationVersion order(MigrationFile file) {
        return file.version().orElse(MigrationVersion.LATEST);
    }

    private static void refuseDuplicates(List<MigrationFile> files) {
        Map<String, MigrationFile> seen = new HashMap<>();
        for (MigrationFile file : files) {
            String identity = file.version().map(MigrationFolder::canonical).orElse("R " + file.description());
            MigrationFile other = seen.putIfAbsent(identity, file);
            if (other != null) {
                throw new BerthException(
                        ErrorCode.DEFINITION_INVALID,
                        "%s and %s are the same migration %s"
                                .formatted(
                                        other.path(),
                                        file.path(),
                                        file.version()
                                                .map(version -> "version " + version)
                                                .orElse(file.description())),
                        "Give the one that is applied nowhere yet the next free version.");
            }
        }
    }

    /** 1, 01 and 1.0 are one version. */
    private static String canonical(MigrationVersion version) {
        String[] parts = version.getVersion().split("\\.", -1);
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(new BigInteger(part)).append('.');
        }
        return text.toString().replaceFirst("(\\.0)+\\.$", ".");
    }

    Optional<MigrationFile> file(String script) {
        return files.stream().filter(file -> file.script().equals(script)).findFirst();
    }
}
