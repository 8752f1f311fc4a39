package dev.berth.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files and folders in memory, by path without leading slash; the root is the empty path. */
final class FakeFiles {
    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /** A file, or a folder where there is no content. */
    private record Entry(Optional<String> content, int mode, long user, long group) {}

    FakeFiles() {
        addFolder("");
    }

    void addFolder(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            entries.putIfAbsent(path.substring(0, slash), folder());
        }
        entries.putIfAbsent(path, folder());
    }

    private static Entry folder() {
        return new Entry(Optional.empty(), 0755, 0, 0);
    }

    boolean isFolder(String path) {
        Entry entry = entries.get(path);
        return entry != null && entry.content().isEmpty();
    }

    /** Unpacks a tar below a folder that exists. */
    void unpack(String folder, InputStream archive) {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().replaceAll("^\\./|/$", "");
                String path = name.isEmpty() || name.equals(".") ? folder : join(folder, name);
                if (entry.isDirectory()) {
                    addFolder(path);
                } else {
                    addFolder(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "");
                }
                Optional<String> content =
                        entry.isDirectory() ? Optional.empty() : Optional.of(text(tar.readAllBytes()));
                entries.put(path, new Entry(content, entry.getMode(), entry.getLongUserId(), entry.getLongGroupId()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tar of a file, or of a folder with everything below, as the engine makes it: the path's last part stands first. */
    Optional<InputStream> pack(String path, String name) {
        if (!entries.containsKey(path)) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String each : entries.keySet()) {
                if (each.equals(path) || path.isEmpty() || each.startsWith(path + "/")) {
                    String below = each.equals(path) ? "" : path.isEmpty() ? each : each.substring(path.length() + 1);
                    add(tar, join(name, below), entries.get(each));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static void add(TarArchiveOutputStream tar, String name, Entry file) throws IOException {
        byte[] content = file.content().map(FakeFiles::bytes).orElse(new byte[0]);
        TarArchiveEntry entry = new TarArchiveEntry(file.content().isEmpty() ? name + "/" : name);
        entry.setMode(file.mode());
        entry.setUserId(file.user());
        entry.setGroupId(file.group());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    static String join(String folder, String name) {
        return folder.isEmpty() || name.isEmpty() ? folder + name : folder + "/" + name;
    }

    /** Bytes as characters one to one, so that they compare and print. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
