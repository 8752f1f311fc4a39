package dev.berth.monitor;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where an environment's silences lie, a file each: two that are made at the same time do not undo one another. */
final class SilenceFolder {
    private static final String ENDING = ".json";

    /** A file name that is nothing but one. */
    private static final String ID = "[a-z0-9][a-z0-9-]{0,63}";

    /** How long one that has ended lies there. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final WatchFolder watch;
    private final Path folder;

    SilenceFolder(WatchFolder watch) {
        this.watch = watch;
        this.folder = watch.file("silences");
    }

    /** Deploy scripts silence what they do, many times a day. */
    private void removeOver(Instant by) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                if (silence(file)
                        .filter(silence -> silence.until().isBefore(by))
                        .isPresent()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Those that have not ended, the next to end first; a file that is damaged silences nothing. */
    List<Silence> current(Instant now) throws IOException {
        List<Silence> silences = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return silences;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                silence(file).filter(silence -> now.isBefore(silence.until())).ifPresent(silences::add);
            }
        }
        silences.sort(Comparator.comparing(Silence::until).thenComparing(Silence::id));
        return silences;
    }

    /** The same; what cannot be read silences nothing. */
    List<Silence> readable(Instant now) {
        try {
            return current(now);
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    void add(Silence silence) throws IOException {
        Path file = file(silence.id());
        JsonObject object = new JsonObject();
        object.put("rule", silence.rule().text());
        object.put("target", silence.target().text());
        object.put("comment", silence.comment());
        object.put("by", silence.by());
        object.put("since", silence.since().toString());
        object.put("until", silence.until().toString());
        watch.create(folder);
        removeOver(silence.since().minus(KEPT));
        WholeFile.replace(file, JsonWriter.string(object) + "\n");
    }

    /** Ends one; false where there is none of that id. */
    boolean remove(String id) throws IOException {
        return Files.deleteIfExists(file(id));
    }

    /** Whether that can be one's id. */
    static boolean isId(String id) {
        return id.matches(ID);
    }

    private Path file(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("no silence's id: " + id);
        }
        return folder.resolve(id + ENDING);
    }

    private static Optional<Silence> silence(Path file) {
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.length() - ENDING.length());
        Optional<String> text = Workspace.stateText(file);
        if (text.isEmpty() || !id.matches(ID)) {
            return Optional.empty();
        }
        try {
            JsonObject object = JsonParser.object().from(text.get());
            return Optional.of(new Silence(
                    id,
                    new Glob(text(object, "rule")),
                    new Glob(text(object, "target")),
                    text(object, "comment"),
                    text(object, "by"),
                    Instant.parse(text(object, "since")),
                    Instant.parse(text(object, "until"))));
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private static String text(JsonObject object, String key) {
        return Objects.requireNonNull(object.getString(key), key);
    }
}
