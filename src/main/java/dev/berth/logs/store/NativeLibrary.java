package dev.berth.logs.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's code for this machine, unpacked once beside the stores. By itself the driver unpacks a copy into the folder for
 * temporary files at every start, where it may not be run at all, and a process that is killed leaves it.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Sees to it that the driver takes the one in the folder, before it is used first. */
    static void unpackInto(Path folder) throws IOException {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream packed =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed == null) {
                // A machine that it has none for; it says so itself.
                return;
            }
            byte[] code = packed.readAllBytes();
            Path place = folder.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
            Path library = place.resolve(name);
            if (!Files.isRegularFile(library) || !Arrays.equals(Files.readAllBytes(library), code)) {
                PrivateFolder.create(place);
                Path part = Files.createTempFile(place, name, ".part");
                Files.write(part, code);
                Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
            }
            System.setProperty("org.sqlite.lib.path", place.toString());
            System.setProperty("org.sqlite.lib.name", name);
        }
    }
}
