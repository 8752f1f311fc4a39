package dev.berth.logs;

import java.time.Instant;

/**
 * How far a container's log has been handed over, for a feed of another process to go on from.
 *
 * @param containerId the engine's id, which a container of the same name that is made later does not have
 * @param container the container's name
 * @param last when the engine received the last line that was handed over
 * @param lines which lines are known, in the words of {@link Position}
 */
public record LogCursor(String containerId, String service, String container, Instant last, String lines) {}
