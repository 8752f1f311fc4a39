package dev.berth.logs;

import java.time.Instant;

/**
 * A time of which entries are missing, or may be.
 *
 * @param from after this moment
 * @param until before this moment
 * @param service whose entries; empty for all of them
 * @param container the container's name; empty for all of them
 * @param dropped how many entries were there and could not be kept; 0 where nobody knows
 * @param reason why, in a sentence
 */
public record LogGap(Instant from, Instant until, String service, String container, long dropped, String reason) {}
