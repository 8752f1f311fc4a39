package dev.berth.notification;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Where letters lie that nobody took: a file each, for whoever watches alone to read, and not more than so many. */
final class DeadLetters {
    /** The newest of them; each is of some kilobytes. */
    static final int MOST = 100;

    private static final String ENDING = ".json";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Names of files that are in the order in which they were written. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Workspace workspace;
    private final Path folder;

    DeadLetters(Workspace workspace, String environment) {
        this.workspace = workspace;
        this.folder = workspace.state().resolve("monitor").resolve(environment).resolve("undelivered");
    }

    /** Puts one there, and takes away the oldest where there are too many. */
    synchronized Path keep(String receiver, Letter letter, String reason, Instant now) throws IOException {
        JsonObject object = new JsonObject();
        object.put("receiver", receiver);
        object.put("givenUpAt", LetterDocument.time(now));
        object.put("reason", reason);
        object.put("message", LetterDocument.of(letter));
        workspace.createState();
        Files.createDirectories(folder);
        Path file = folder.resolve("%s-%s-%s%s".formatted(TIME.format(now), receiver, letter.id(), ENDING));
        write(file, JsonWriter.string(object) + "\n");
        List<Path> kept = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            files.forEach(kept::add);
        }
        Collections.sort(kept);
        for (Path old : kept.subList(0, Math.max(0, kept.size() - MOST))) {
            Files.deleteIfExists(old);
        }
        return file;
    }

    /** Beside it first: a file that is there is whole. */
    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(Objects.requireNonNull(file.getFileName()) + ".new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
