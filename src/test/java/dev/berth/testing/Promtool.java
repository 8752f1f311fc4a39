package dev.berth.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own tool, which says what Prometheus makes of something. */
public final class Promtool {
    private Promtool() {}

    /** What it said, and its exit code. */
    public record Outcome(int exitCode, String output) {}

    /** Runs it; where there is none the test is skipped, or fails with {@code CI=true}. */
    public static Outcome run(byte[] input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new AssertionError("promtool does not end");
            }
            return new Outcome(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String program() throws IOException {
        Process find = new ProcessBuilder("scripts/promtool", "--find").start();
        String found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no promtool here: run scripts/promtool");
            }
            Assumptions.abort("skipped: no promtool here; scripts/promtool fetches one");
        }
        return found;
    }
}
