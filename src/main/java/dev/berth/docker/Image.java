package dev.berth.docker;

/** An image on the engine; the user is the configured one, empty for root. */
public record Image(String id, String user) {}
