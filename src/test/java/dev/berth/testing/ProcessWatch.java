package dev.berth.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks again and again at the arguments and the environment of every process of the engine's host, in containers and
 * outside, for planted values; short-lived ones are caught when they come often.
 */
public final class ProcessWatch implements AutoCloseable {
    private static final String END = "==> the end <==";
    private static final String LOOK = """
            while :; do
              head -v -c 100000 /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\000' ' '
              echo; echo '%s'; sleep 0.03
            done""".formatted(END);

    private final String name = "berthit-watch-" + UUID.randomUUID();
    private final Canaries canaries;
    private final Process process;
    private final Thread reader;
    private final Set<String> hits = Collections.synchronizedSet(new TreeSet<>());
    private final AtomicInteger looks = new AtomicInteger();

    private ProcessWatch(Canaries canaries) throws IOException {
        this.canaries = canaries;
        this.process = new ProcessBuilder(
                        "docker",
                        "run",
                        "--rm",
                        "--name",
                        name,
                        "--pid=host",
                        "--network=none",
                        "--user=0:0",
                        "--cap-add=SYS_PTRACE",
                        "--security-opt=apparmor=unconfined",
                        "--entrypoint=sh",
                        "berth/helper:1",
                        "-c",
                        LOOK)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Begins to look. */
    public static ProcessWatch over(Canaries canaries) throws IOException {
        return new ProcessWatch(canaries);
    }

    /** What was found since the last time, as "NAME in arguments or environment of …". */
    public Set<String> hits() {
        synchronized (hits) {
            Set<String> found = new TreeSet<>(hits);
            hits.clear();
            return found;
        }
    }

    /** How often it looked. */
    public int looks() {
        return looks.get();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            List<String> look = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(END)) {
                    search(look);
                    looks.incrementAndGet();
                    look.clear();
                } else {
                    look.add(line);
                }
            }
        } catch (IOException e) {
            // It was closed.
            return;
        }
    }

    private void search(List<String> look) {
        String file = "";
        for (String line : look) {
            if (line.startsWith("==> /proc/")) {
                file = line;
            }
            String program = line.substring(0, Math.min(line.length(), 60));
            hits.addAll(canaries.search("%s (%s…)".formatted(file, program), line));
        }
    }

    @Override
    public void close() {
        try {
            DockerProgram.docker("rm", "-f", name);
        } finally {
            process.destroy();
            reader.interrupt();
        }
    }
}
