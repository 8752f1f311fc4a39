package dev.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A workspace that comes up in seconds: a store that keeps a row in a volume, and a shop that needs it. Its variables say
 * how the shop behaves: IMAGE, VERSION, the seconds until it is READY, its PROBE and after how many RETRIES that has failed, its PORT.
 */
public final class SmallWorkspace {
    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Path root;

    private SmallWorkspace(Path root) {
        this.root = root;
    }

    public static SmallWorkspace create(Path root) throws IOException {
        SmallWorkspace workspace = new SmallWorkspace(root);
        workspace.write("compose.yaml", """
                x-service: &service {stop_grace_period: 1s}
                services:
                  store:
                    <<: *service
                    image: berth/helper:1
                    command: [sh, -c, "test -f /data/row || echo ada > /data/row; exec sleep infinity"]
                    volumes: ["data:/data"]
                    healthcheck: {test: [CMD, test, -f, /data/row], interval: 1s, retries: 3}
                  shop:
                    <<: *service
                    image: ${IMAGE:-berth/helper:1}
                    command: [sh, -c, "sleep ${READY:-0}; touch /tmp/ready; exec sleep infinity"]
                    environment: {VERSION: "${VERSION:-1}"}
                    ports: ["127.0.0.1:${PORT:-0}:80"]
                    healthcheck: {test: [CMD-SHELL, "${PROBE:-test -f /tmp/ready}"], interval: 1s, retries: "${RETRIES:-60}"}
                    depends_on: {store: {condition: service_healthy}}
                volumes: {data: {}}
                """);
        workspace.define("");
        return workspace;
    }

    public Path root() {
        return root;
    }

    public String project() {
        return project;
    }

    /** The container of one of its services. */
    public String container(String service) {
        return project + "-" + service + "-1";
    }

    /** Defines the environment dev anew, with these variables: such as {@code VERSION: "2", READY: "5"}. */
    public SmallWorkspace define(String variables) throws IOException {
        return write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                variables: {%s}
                health: {timeout: 20s}
                """.formatted(project, variables));
    }

    /** Adds to a definition that it can do without one of the services. */
    public SmallWorkspace optional(String environment, String service) throws IOException {
        Path file = root.resolve("environments/%s.yaml".formatted(environment));
        Files.writeString(file, Files.readString(file) + "services: {%s: {required: false}}\n".formatted(service));
        return this;
    }

    /** Defines another environment of the same project, which can do without one of the services. */
    public SmallWorkspace defineWithout(String environment, String service) throws IOException {
        return write("environments/%s.yaml".formatted(environment), """
                project: %s
                compose: {files: [compose.yaml]}
                services: {%s: {required: false}}
                """.formatted(project, service));
    }

    /** What the store keeps. */
    public String row() {
        return DockerProgram.docker("exec", container("store"), "cat", "/data/row");
    }

    /** Makes a clone of it, as somebody else would. */
    public void copyTo(Path clone) throws IOException {
        Folders.copy(root, clone);
    }

    /** Writes one of its files. */
    public SmallWorkspace write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }
}
