package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The SQL files of a migrations' folder and the folders in it, linked ones too, hidden ones not.
 *
 * @param files in the order in which they run: versioned ones by version, then repeatable ones
 * @param callbacks what Flyway runs around migrations
 */
record MigrationFolder(Path path, List<MigrationFile> files, List<Path> callbacks) {
    private static final Pattern SQL = Pattern.compile("(?s).*\\.(?i:sql)");
    /** What Flyway would run, too, were it given it. */
    private static final Pattern PROGRAM =
            Pattern.compile("(V[0-9].*__.*|R__.*|(before|after|create)[A-Z].*)\\.(sh|bash|py|ps1|bat|cmd)");

    static MigrationFolder read(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    Files.exists(path) ? "%s is no folder".formatted(path) : "there is no folder %s".formatted(path),
                    "Make it, or change migrations.location in the environment's definition.");
        }
        List<MigrationFile> files = new ArrayList<>();
        List<Path> callbacks = new ArrayList<>();
        for (Path file : all(path)) {
            refuseProgram(file);
            if (SQL.matcher(String.valueOf(file.getFileName())).matches()) {
                MigrationFile.read(path, file).ifPresentOrElse(files::add, () -> callbacks.add(file));
            }
        }
        refuseDuplicates(files);
        files.sort(Comparator.comparing(MigrationFolder::order).thenComparing(MigrationFile::description));
        return new MigrationFolder(path, List.copyOf(files), List.copyOf(callbacks));
    }

    private static List<Path> all(Path folder) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> !Files.isDirectory(file) && !isInHiddenFolder(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    private static BerthException unreadable(Path folder, Exception problem) {
        if (problem.getCause() instanceof FileSystemLoopException loop) {
            return new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "the folder %s holds a link to a folder that it is in: %s".formatted(folder, loop.getMessage()),
                    "Take the link away.",
                    problem);
        }
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "cannot read the folder %s: %s".formatted(folder, problem.getMessage()),
                "Make it readable.",
                problem);
    }

    private static boolean isInHiddenFolder(Path relative) {
        Path folder = relative.getParent();
        if (folder != null) {
            for (Path part : folder) {
                if (part.toString().startsWith(".")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void refuseProgram(Path file) {
        if (PROGRAM.matcher(String.valueOf(file.getFileName())).matches()) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s is named like a migration, but is no SQL: it would never run".formatted(file),
                    "Write it as SQL, or take it out of the migrations' folder.");
        }
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

    /** The file of a migration; empty where it is not here. */
    Optional<MigrationFile> file(Migration migration) {
        return files.stream().filter(file -> file.is(migration)).findFirst();
    }
}
