package dev.berth.shell;

import dev.berth.monitor.WatchFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file that a watch in the background speaks into, kept from growing without end over months. */
record WatchLog(WatchFolder folder) {
    private static final long LARGEST = 4L << 20;

    /** What was said until now is put beside once it is much; a watch goes on at the file's beginning then. */
    void trim() {
        try {
            if (Files.exists(folder.log()) && Files.size(folder.log()) > LARGEST) {
                // Whoever writes appends to the file as it has it open, so that it cannot be exchanged for another one.
                Files.copy(folder.log(), folder.olderLog(), StandardCopyOption.REPLACE_EXISTING);
                try (OutputStream emptied = Files.newOutputStream(folder.log(), StandardOpenOption.TRUNCATE_EXISTING)) {
                    emptied.flush();
                }
            }
        } catch (IOException e) {
            // A disk that is full is told of by other means.
            return;
        }
    }
}
