package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import dev.berth.failure.Refusal;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;

/**
 * One SQL file of the migrations' folder.
 *
 * @param script its path within the folder, with slashes: what the database's history calls it
 * @param version empty for a repeatable one
 */
record MigrationFile(Path path, String script, Optional<MigrationVersion> version, String description, String text) {
    private static final long LARGEST = 256L << 20;
    private static final Pattern VERSIONED =
            Pattern.compile("V([0-9]+(?:[._][0-9]+)*)__([^\\p{Cntrl}\\p{Cf}]+)\\.(?i:sql)");
    private static final Pattern REPEATABLE = Pattern.compile("R__([^\\p{Cntrl}\\p{Cf}]+)\\.(?i:sql)");
    /** Scripts that Flyway runs around migrations. */
    private static final Pattern CALLBACK = Pattern.compile("(before|after|create)[A-Z]\\w*\\.(?i:sql)");

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Reads a file of a folder; empty for one that runs around migrations. */
    static Optional<MigrationFile> read(Path folder, Path path) {
        String name = String.valueOf(path.getFileName());
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            MigrationVersion version =
                    MigrationVersion.fromVersion(versioned.group(1).replace('_', '.'));
            return Optional.of(new MigrationFile(
                    path, script(folder, path), Optional.of(version), words(versioned.group(2)), content(path)));
        }
        Matcher repeatable = REPEATABLE.matcher(name);
        if (repeatable.matches()) {
            return Optional.of(new MigrationFile(
                    path, script(folder, path), Optional.empty(), words(repeatable.group(1)), content(path)));
        }
        if (CALLBACK.matcher(name).matches()) {
            return Optional.empty();
        }
        throw new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "%s is not named like a migration".formatted(Quoted.line(path.toString())),
                "Name it V<version>__<description>.sql, or R__<description>.sql for one that runs again when it changes (two underscores).");
    }

    /** A file's path within the folder, with slashes. */
    static String script(Path folder, Path path) {
        return folder.relativize(path).toString().replace(File.separatorChar, '/');
    }

    /** The last part of its path: the same after it moved to another folder. */
    String name() {
        return String.valueOf(path.getFileName());
    }

    /** The file beside it that says how it runs; often there is none. */
    Path configuration() {
        return path.resolveSibling(name() + ".conf");
    }

    /** Whether it is that migration, wherever its file was when it was applied. */
    boolean is(Migration migration) {
        return version.isPresent()
                ? migration.version().map(MigrationVersion::fromVersion).equals(version)
                : migration.version().isEmpty() && migration.description().equals(description);
    }

    /** Over the lines without their ends, so that a checkout with other line ends is the same file; Flyway's own way. */
    int checksum() {
        CRC32 checksum = new CRC32();
        text.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) checksum.getValue();
    }

    Migration asPending() {
        return new Migration(
                version.map(MigrationVersion::getVersion),
                description,
                script,
                MigrationState.PENDING,
                Optional.empty(),
                OptionalInt.of(checksum()));
    }

    private static String words(String description) {
        return description.replace('_', ' ');
    }

    /** A file's text without a byte order mark. */
    static String content(Path path) {
        try {
            refuseWhatIsNone(path);
            String text = decode(path, Files.readAllBytes(path));
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "cannot read %s: %s".formatted(path, Refusal.of(e, path)),
                    "Make the file readable.",
                    e);
        }
    }

    /** A migration that is left out because its file is a link to nowhere would never be missed. */
    private static void refuseWhatIsNone(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    Files.exists(path)
                            ? "%s is a device or pipe, not a file".formatted(path)
                            : "%s is a symbolic link that leads to no file".formatted(path),
                    "Put a file in its place, or take it away where it was applied nowhere yet.");
        }
        if (Files.size(path) > LARGEST) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s has %,d bytes, more than the 256 MiB that a migration may have"
                            .formatted(path, Files.size(path)),
                    "Load data apart from the schema, such as with db psql -f FILE.");
        }
    }

    private static String decode(Path path, byte[] bytes) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            long line = text.chars().filter(character -> character == '\n').count() + 1;
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s:%d: the file is not UTF-8".formatted(path, line),
                    "Save it as UTF-8; a checksum must mean the same text everywhere.");
        }
        return text.toString();
    }
}
