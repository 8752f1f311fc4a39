package dev.berth.environment;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.NameInUseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

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

    private final Engine engine;
    private final String project;

    public EngineState(Engine engine, String project) {
        this.engine = engine;
        this.project = project;
    }

    /** The volume's name. */
    public String volume() {
        return project + "_berth";
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

    /** Adds a document to the history. */
    public void addToHistory(String id, String text) {
        writeSlot("history", id, text);
    }

    /** How one database's schema is to be; empty where that was never written. Reads only. */
    public Optional<String> schema(String database) {
        return Optional.ofNullable(readFolder("schemas").get(database));
    }

    /** Writes down how a database's schema is to be; apart from the documents, since it may be long. */
    public void writeSchema(String database, String text) {
        writeSlot("schemas", database, text);
    }

    /** Removes everything remembered; for a stack whose data goes too. */
    public void remove() {
        engine.remove(container(), true);
        engine.removeVolume(volume());
    }

    /** Creates volume and container where they are missing; needs the helper image. */
    public void ensure() {
        if (engine.inspect(container()).isPresent()) {
            return;
        }
        Map<String, String> labels = Map.of("dev.berth.project", project, "dev.berth.purpose", "state");
        engine.createVolume(volume(), labels);
        try {
            engine.create(new ContainerSpecification(
                    Optional.of(container()),
                    HELPER_IMAGE,
                    List.of("true"),
                    Optional.empty(),
                    labels,
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

    private String container() {
        return project + "-berth-state";
    }

    private void writeSlot(String folder, String document, String text) {
        ensure();
        Slot current = slots(folder).get(document);
        long sequence = current == null ? 0 : current.sequence() + 1;
        byte[] content = Slot.encode(sequence, text).getBytes(StandardCharsets.UTF_8);
        String name = "%s/%s.%d".formatted(folder, document, sequence % 2);
        engine.writeArchive(container(), FOLDER, new ByteArrayInputStream(Archive.ofFile(name, content)));
    }

    private Map<String, String> readFolder(String folder) {
        Map<String, String> texts = new TreeMap<>();
        slots(folder).forEach((document, slot) -> texts.put(document, slot.text()));
        return texts;
    }

    private Map<String, Slot> slots(String folder) {
        Optional<InputStream> archive = engine.readArchive(container(), FOLDER + "/" + folder);
        if (archive.isEmpty()) {
            return Map.of();
        }
        Map<String, Slot> newest = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive.get())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                int dot = name.lastIndexOf('.');
                if (!entry.isFile() || dot < 0) {
                    continue;
                }
                Slot.decode(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                        .ifPresent(slot -> newest.merge(name.substring(0, dot), slot, Slot::newer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return newest;
    }
}
