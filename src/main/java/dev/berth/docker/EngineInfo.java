package dev.berth.docker;

/**
 * What an engine says of itself.
 *
 * @param id the engine's own id, to recognise it again
 * @param rootFolder where it keeps its data, on its host
 * @param memoryBytes its host's memory
 */
public record EngineInfo(String id, String version, String rootFolder, int cpus, long memoryBytes) {}
