package dev.berth.logs.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of an environment's logs.
 *
 * @param fileBytes on disk, with the index
 * @param oldest the time of the oldest entry
 * @param services by Compose's names
 * @param dropped how many entries could not be kept since the store was begun, as far as its gaps tell
 */
public record LogStats(
        long entries,
        long fileBytes,
        Optional<Instant> oldest,
        Optional<Instant> newest,
        Map<String, Share> services,
        long gaps,
        long dropped) {

    /**
     * What one service has.
     *
     * @param bytes of its messages
     */
    public record Share(long entries, long bytes) {}
}
