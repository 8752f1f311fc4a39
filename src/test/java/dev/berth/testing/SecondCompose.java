package dev.berth.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Another version of Compose than the one in use, in a Docker configuration folder that nobody else looks into. */
public final class SecondCompose {
    private SecondCompose() {}

    /** The folder; where there is none the test is skipped, or fails with {@code CI=true}. */
    public static Path configuration() throws IOException {
        Process find = new ProcessBuilder("scripts/second-compose", "--find").start();
        String found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no second Compose here: run scripts/second-compose");
            }
            Assumptions.abort("skipped: no second Compose here; scripts/second-compose makes one");
        }
        return Path.of(found);
    }
}
