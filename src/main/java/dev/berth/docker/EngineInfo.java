package dev.berth.docker;

/**
 * What an engine says of itself.
 *
 * @param id the engine's own id, to recognise it again
 * @param name its host's name
 * @param rootFolder where it keeps its data, on its host
 * @param memoryBytes its host's memory
 * @param cgroupVersion 1 or 2
 */
public record EngineInfo(
        String id,
        String name,
        String version,
        String apiVersion,
        String operatingSystem,
        String rootFolder,
        int cpus,
        long memoryBytes,
        int cgroupVersion,
        boolean rootless,
        boolean swarmActive) {}
