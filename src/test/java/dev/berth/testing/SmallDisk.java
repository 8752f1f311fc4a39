package dev.berth.testing;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own, in memory, that a test may fill; only root on Linux can have one. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one of this size, such as {@code 600m}, at a folder that is made for it. */
    public static SmallDisk mount(Path folder, String size) throws IOException {
        Files.createDirectories(folder);
        LocalCommand.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()));
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Fills it up to this part of it. */
    public void fill(double part) throws IOException {
        FileStore store = Files.getFileStore(folder);
        long wanted = (long) (store.getTotalSpace() * part) - (store.getTotalSpace() - store.getUsableSpace());
        LocalCommand.run(List.of("fallocate", "-l", Long.toString(wanted), filling()));
    }

    /** Takes away what filled it. */
    public void empty() {
        LocalCommand.run(List.of("rm", filling()));
    }

    private String filling() {
        return folder.resolve("filling").toString();
    }

    @Override
    public void close() {
        LocalCommand.run(List.of("umount", folder.toString()));
    }
}
