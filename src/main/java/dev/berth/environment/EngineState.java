package dev.berth.environment;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineException;
import dev.berth.docker.NameInUseException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Berth remembers of a project, kept with its engine, so that every operator sees the same: named documents on the
 * volume PROJECT_berth, reached through a container that is created once and never started.
 *
 * <p>Each document has two slots that are written in turn, with a sequence number and a checksum, so that a write broken
 * off in the middle leaves the one before it.
 */
public final class EngineState {
    /** The image that all of Berth's own containers are made of. */
    public static final String HELPER_IMAGE = "berth/helper:1";

    private static final String FOLDER = "/var/lib/berth";

    private static final int MISSING = 404;

    private final Engine engine;
    private final String project;
    private final @Nullable Map<String, Map<String, Slot>> known;

    public EngineState(Engine engine, String project) {
        this(engine, project, null);
    }

    private EngineState(Engine engine, String project, @Nullable Map<String, Map<String, Slot>> known) {
        this.engine = engine;
        this.project = project;
        this.known = known;
    }

    /** The same for the one run that holds the project's lock: nobody else writes meanwhile, so that everything is read once. */
    public EngineState whileLocked() {
        return new EngineState(engine, project, new ConcurrentHashMap<>());
    }

    /** The volume's name. */
    public String volume() {
        return project + "_berth";
    }

    /** Where it lies on the engine, for whoever wants to be rid of it. */
    public record Place(String volume, String container) {}

    public Place place() {
        return new Place(volume(), container());
    }

    /** One document's text; empty where it was never written. Reads only. */
    public Optional<String> read(String document) {
        return Optional.ofNullable(readFolder("documents").get(document));
    }

    /** All documents of the history, by id, oldest first. Reads only. */
    public Map<String, String> history() {
        return readFolder("history");
    }

    /** Writes a document whole; the one before it stays until the new one is complete. */
    public void write(String document, String text) {
        writeSlot("documents", document, text);
    }

    /** Adds a document to the history, where none of that id is. */
    public void addToHistory(String id, String text) {
        // Written once and never again: nothing need be read for it, however long the history is.
        write("history", id, new Slot(0, text));
    }

    /** Whether the history has a document of that id. Reads only. */
    public boolean isInHistory(String id) {
        Optional<InputStream> archive = engine.readArchive(container(), FOLDER + "/" + place("history", id, 0));
        if (archive.isEmpty()) {
            return false;
        }
        try (InputStream found = archive.get()) {
            return found.read() >= 0;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How one database's schema is to be; empty where that was never written. Reads only. */
    public Optional<String> schema(String database) {
        return Optional.ofNullable(readFolder("schemas").get(database));
    }

    /** Writes down how a database's schema is to be; apart from the documents, since it may be long. */
    public void writeSchema(String database, String text) {
        writeSlot("schemas", database, text);
    }

    /** What must be known of one database's migrations beside its own history; empty where that was never written. Reads only. */
    public Optional<String> migrations(String database) {
        return Optional.ofNullable(readFolder("migrations").get(database));
    }

    /** Writes down what must be known of one database's migrations. */
    public void writeMigrations(String database, String text) {
        writeSlot("migrations", database, text);
    }

    /** Creates volume and container where they are missing; needs the helper image. */
    private void ensure() {
        if (engine.inspect(container()).isPresent()) {
            return;
        }
        engine.createVolume(volume(), labels());
        try {
            engine.create(new ContainerSpecification(
                    Optional.of(container()),
                    HELPER_IMAGE,
                    List.of("true"),
                    Optional.empty(),
                    labels(),
                    List.of(volume() + ":" + FOLDER),
                    "none",
                    List.of(),
                    false,
                    false,
                    false));
        } catch (NameInUseException e) {
            // Somebody else created it at the same moment, which is just as well.
            return;
        }
    }

    private Map<String, String> labels() {
        return Map.of("dev.berth.project", project, "dev.berth.purpose", "state");
    }

    private String container() {
        return project + "-berth-state";
    }

    private void writeSlot(String folder, String document, String text) {
        Slot current = slots(folder).get(document);
        write(folder, document, new Slot(current == null ? 0 : current.sequence() + 1, text));
    }

    private void write(String folder, String document, Slot slot) {
        byte[] content = Slot.encode(slot.sequence(), slot.text()).getBytes(StandardCharsets.UTF_8);
        byte[] archive = Archive.ofFile(place(folder, document, slot.sequence()), content);
        // What a write leaves that fails is not known.
        Map<String, Slot> before = known == null ? null : known.remove(folder);
        try {
            unpack(archive);
        } catch (EngineException e) {
            if (e.status() != MISSING) {
                throw e;
            }
            // The first write of all, or somebody pruned the engine's containers.
            ensure();
            unpack(archive);
        }
        if (known != null && before != null) {
            Map<String, Slot> after = new HashMap<>(before);
            after.put(document, slot);
            known.put(folder, after);
        }
    }

    private void unpack(byte[] archive) {
        engine.writeArchive(container(), FOLDER, new ByteArrayInputStream(archive));
    }

    private static String place(String folder, String document, long sequence) {
        return "%s/%s.%d".formatted(folder, document, sequence % 2);
    }

    private Map<String, String> readFolder(String folder) {
        Map<String, String> texts = new TreeMap<>();
        slots(folder).forEach((document, slot) -> texts.put(document, slot.text()));
        return texts;
    }

    private Map<String, Slot> slots(String folder) {
        return known == null ? readSlots(folder) : known.computeIfAbsent(folder, this::readSlots);
    }

    private Map<String, Slot> readSlots(String folder) {
        String path = FOLDER + "/" + folder;
        Optional<InputStream> archive =
                engine.readArchive(container(), path).or(() -> isPruned() ? readAgain(path) : Optional.empty());
        return archive.map(this::newest).orElse(Map.of());
    }

    /** Whether the volume is there and what reaches it is not: to take that for nothing remembered would do things twice. */
    private boolean isPruned() {
        return engine.inspect(container()).isEmpty()
                && engine.volumes(labels()).stream()
                        .anyMatch(volume -> volume.name().equals(volume()));
    }

    private Optional<InputStream> readAgain(String path) {
        ensure();
        return engine.readArchive(container(), path);
    }

    private Map<String, Slot> newest(InputStream archive) {
        Map<String, Slot> newest = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                int dot = name.lastIndexOf('.');
                if (!entry.isFile() || dot < 0) {
                    continue;
                }
                Slot.decode(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                        .ifPresent(slot -> newest.merge(name.substring(0, dot), slot, Slot::newer));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
        return newest;
    }

    private BerthException unreadable(Exception cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "what Berth remembers of %s could not be read whole: %s".formatted(project, cause.getMessage()),
                "Run the command again; nothing was changed.",
                cause);
    }
}
