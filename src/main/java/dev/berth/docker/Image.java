package dev.berth.docker;

import java.util.List;

/** An image on the engine; the user is the configured one, empty for root. */
public record Image(String id, List<String> tags, String user, long sizeBytes) {}
