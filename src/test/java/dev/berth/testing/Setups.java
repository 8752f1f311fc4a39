package dev.berth.testing;

import dev.berth.docker.ContainerSetup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How containers are set up, for tests that need some way. */
public final class Setups {
    /** What the engine gives where nobody asked for anything. */
    public static final ContainerSetup USUAL = new ContainerSetup(
            "",
            false,
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Set.of(),
            false,
            "no",
            "json-file",
            Map.of());

    private Setups() {}
}
