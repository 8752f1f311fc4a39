package dev.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The reference stack with the database that it had a Debian release ago, which upgrades begin from. */
public final class EarlierPostgres {
    private static final String NEWER = "image: berth/postgres:17";

    private EarlierPostgres() {}

    /** Has a workspace define the earlier database, and build nothing: the newer images are those that the engine has. */
    public static void define(ReferenceWorkspace workspace) throws IOException {
        List<String> printed =
                LocalCommand.run(List.of("scripts/earlier-postgres")).lines().toList();
        Path file = workspace.root().resolve("compose/compose.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^    build:.*\n(?:      .*\n)*", ""));
        workspace.edit("compose/compose.yaml", NEWER, "image: " + printed.getLast());
    }

    /** Has it define the newer one. */
    public static void defineNewer(ReferenceWorkspace workspace) {
        Path file = workspace.root().resolve("compose/compose.yaml");
        try {
            Files.writeString(file, Files.readString(file).replaceAll("image: berth/earlier-postgres:\\S+", NEWER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
