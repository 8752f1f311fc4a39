package dev.berth.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * When a process was started, as a word without blanks that tells it from a later one of the same number. Where the kernel says it, that is in
 * ticks since the machine was started: a moment of the day is reckoned back from the clock, and another one once that was set.
 */
public final class ProcessStart {
    /** Of the fields of proc(5)'s stat, counted from the one after the program's name, which may hold anything. */
    private static final int START_TIME = 22 - 3;

    private ProcessStart() {}

    /** Empty where nobody says it, or the process is gone. */
    public static String of(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return "tick-" + line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[START_TIME];
        } catch (IOException | RuntimeException e) {
            // No such file system, or no such process.
            return process.info().startInstant().map(Instant::toString).orElse("");
        }
    }
}
