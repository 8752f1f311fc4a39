package dev.berth.docker;

/** A container's port that its host forwards; the address is empty for all addresses. */
public record PublishedPort(String address, int host, int container, String protocol) {}
