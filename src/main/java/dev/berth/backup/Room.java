package dev.berth.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is needed in several folders, and whether their file systems, of which some may be the same one, have it. */
final class Room {
    private final Workbench workbench;
    private final Map<String, Needed> byDevice = new LinkedHashMap<>();

    Room(Workbench workbench) {
        this.workbench = workbench;
    }

    /** What is needed of one file system. */
    private record Needed(String folder, List<String> purposes, long bytes) {}

    /** Asks for so many bytes below a folder that is there. */
    void need(String purpose, String folder, long bytes) {
        String device = workbench.run("stat", "--format=%d", folder).output().strip();
        Needed before = byDevice.getOrDefault(device, new Needed(folder, List.of(), 0));
        List<String> purposes = new ArrayList<>(before.purposes());
        purposes.add(purpose);
        byDevice.put(device, new Needed(before.folder(), List.copyOf(purposes), before.bytes() + bytes));
    }

    /** Bytes that a folder's files take; zero where that cannot be told. */
    long held(String folder) {
        String printed = workbench
                .run("du", "--summarize", "--block-size=1", folder)
                .output()
                .strip();
        return number(printed.split("\\s", 2)[0]).orElse(0);
    }

    /** What is not there of it, in words; empty where all is, or where that cannot be told. */
    Optional<String> missing() {
        List<String> words = new ArrayList<>();
        for (Needed needed : byDevice.values()) {
            OptionalLong free = free(needed.folder());
            if (free.isPresent() && free.getAsLong() < needed.bytes()) {
                words.add("%s needs %d MiB, and %d MiB are free"
                        .formatted(
                                String.join(", ", needed.purposes()),
                                mebibytes(needed.bytes()),
                                free.getAsLong() >> 20));
            }
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private OptionalLong free(String folder) {
        return workbench
                .run("df", "--output=avail", "--block-size=1", folder)
                .output()
                .lines()
                .map(line -> number(line.strip()))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
