package dev.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * An engine of a test's own, which may be restarted: it has a network of its own, so that the machine's engine, its rules and
 * its addresses are left alone. Only root on Linux can have one.
 */
public final class SecondEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String network =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Path folder;
    private Process engine;

    private SecondEngine(Path folder) throws IOException {
        this.folder = folder;
        LocalCommand.run(List.of("ip", "netns", "add", network));
        LocalCommand.run(List.of("ip", "netns", "exec", network, "ip", "link", "set", "lo", "up"));
        this.engine = launch();
    }

    /** Skips the test where there can be none. */
    public static void require() {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root") && onPath("dockerd", "ip", "nsenter", "unshare"),
                "a second engine needs Linux, root, dockerd, ip, nsenter and unshare");
    }

    /** Starts one below this folder, with these images of the machine's own engine; skips the test where that cannot be. */
    public static SecondEngine start(Path folder, List<String> images) throws IOException {
        require();
        SecondEngine second = new SecondEngine(folder);
        try {
            second.await();
            second.load(folder.resolve("images.tar"), images);
            return second;
        } catch (IOException | RuntimeException | AssertionError e) {
            second.close();
            throw e;
        }
    }

    private void load(Path archive, List<String> images) throws IOException {
        List<String> save = new ArrayList<>(List.of("save", "--output", archive.toString()));
        save.addAll(images);
        DockerProgram.docker(save.toArray(String[]::new));
        docker("load", "--input", archive.toString());
        Files.delete(archive);
    }

    /** Where it listens, as DOCKER_HOST says it. */
    public String address() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Words before a program's own that make it run where the engine's containers can be reached. */
    public List<String> inItsNetwork() {
        return List.of("nsenter", "--net=/run/netns/" + network);
    }

    /** The docker program, asking this engine. */
    public String docker(String... words) {
        List<String> all = new ArrayList<>(List.of("--host", address()));
        all.addAll(List.of(words));
        return DockerProgram.docker(all.toArray(String[]::new));
    }

    /** Stops it, containers and all, as the machine's shutdown does, and starts it again. */
    public void restart() throws IOException {
        stop();
        engine = launch();
        await();
    }

    /** Kills it, as running out of memory does; what runs its containers stays behind. */
    public void kill() throws InterruptedException {
        engine.destroyForcibly().waitFor();
    }

    /** Starts it again after it was killed. */
    public void revive() throws IOException {
        engine = launch();
        await();
    }

    /** Its mounts are its own, too, and end with it. */
    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(inItsNetwork());
        command.addAll(
                List.of("unshare", "--mount", "dockerd", "--host", address(), "--pidfile", folder + "/docker.pid"));
        Map.of("data-root", "data", "exec-root", "exec")
                .forEach((option, name) -> command.addAll(List.of("--" + option, folder + "/" + name)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("dockerd.log").toFile()))
                .start();
    }

    private void await() {
        Eventually.within(PATIENCE, "the second engine answers", () -> docker("version"));
    }

    private void stop() {
        engine.destroy();
        try {
            if (!engine.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the second engine does not stop; its log is in " + folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static boolean onPath(String... programs) {
        for (String program : programs) {
            try {
                LocalCommand.run(List.of("sh", "-c", "command -v " + program));
            } catch (AssertionError e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        stop();
        LocalCommand.run(List.of("ip", "netns", "del", network));
        LocalCommand.run(List.of("rm", "-rf", folder + "/data", folder + "/exec"));
    }
}
