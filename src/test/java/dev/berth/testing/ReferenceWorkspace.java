package dev.berth.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A copy of the reference workspace under a random name and on ports of the engine's choosing, so that many run at once. */
public final class ReferenceWorkspace {
    private final String name;
    private final Path root;

    private ReferenceWorkspace(String name, Path root) {
        this.name = name;
        this.root = root;
    }

    public static ReferenceWorkspace create(Path folder) throws IOException {
        String name = "berthit"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Path root = Files.createDirectories(folder.resolve(name));
        for (String part : new String[] {"environments", "secrets-templates", "compose", "migrations"}) {
            Folders.copy(Path.of(part), root.resolve(part));
        }
        ReferenceWorkspace workspace = new ReferenceWorkspace(name, root);
        workspace.edit("environments/base.yaml", "workspace: berth", "workspace: " + name);
        for (String environment : new String[] {"environments/dev.yaml", "environments/prod.yaml"}) {
            String text = Files.readString(root.resolve(environment));
            Files.writeString(root.resolve(environment), text.replaceAll("(_PORT: )[0-9]+", "$10"));
        }
        workspace.edit("environments/prod.yaml", "127.0.0.1:8200", "127.0.0.1:" + freePort());
        return workspace;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public Path root() {
        return root;
    }

    public String project(String environment) {
        return name + "-" + environment;
    }

    /** Replaces a text that must occur in one of the workspace's files. */
    public void edit(String file, String from, String to) throws IOException {
        Path path = root.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new AssertionError("%s does not contain: %s".formatted(file, from));
        }
        Files.writeString(path, text.replace(from, to));
    }
}
