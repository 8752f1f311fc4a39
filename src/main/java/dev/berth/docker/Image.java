package dev.berth.docker;

import java.util.List;

/**
 * An image on the engine.
 *
 * @param user the configured one, empty for root
 * @param digests by which registries know it, as {@code name@sha256:…}; none of one that was only ever built or loaded here,
 *     except where the engine counts its own store as a registry
 */
public record Image(String id, String user, List<String> digests) {}
