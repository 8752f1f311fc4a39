package dev.berth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** The docker program itself, as the witness that Berth is not: what it says is what is. */
public final class DockerProgram {
    private DockerProgram() {}

    /** Skips the test where no engine answers, and fails it in continuous integration. */
    public static void requireEngine() {
        try {
            docker("version");
        } catch (AssertionError e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            Assumptions.abort("no Docker engine answers: " + e.getMessage());
        }
    }

    /** Its standard output without the last line end; fails when it does. */
    public static String docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        return LocalCommand.run(command);
    }

    /** What reads a program's output. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream stream) throws IOException;
    }

    /** What is read of everything that it says, however much that is. */
    public static <T> T read(Reader<T> reader, String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            T result = reader.read(process.getInputStream());
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command));
            }
            return result;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The first container of a project's service. */
    public static String container(String project, String service) {
        return docker(
                        "ps",
                        "-aq",
                        "--no-trunc",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--filter",
                        "label=com.docker.compose.service=" + service)
                .lines()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container of " + service + " in " + project));
    }

    /** Every container of a project with its start: equal texts mean that nothing was restarted or recreated. */
    public static String starts(String project) {
        StringBuilder starts = new StringBuilder();
        docker("ps", "-aq", "--no-trunc", "--filter", "label=com.docker.compose.project=" + project)
                .lines()
                .sorted()
                .forEach(id -> starts.append(docker("inspect", "-f", "{{.Name}} {{.Id}} {{.State.StartedAt}}", id))
                        .append('\n'));
        return starts.toString();
    }

    /** Removes everything of a project: containers, networks, volumes and rendered secrets, Berth's own too. */
    public static void removeProject(String project) {
        List<String> nameless = namelessVolumes(project);
        for (String label : List.of("com.docker.compose.project=" + project, "dev.berth.project=" + project)) {
            remove(docker("ps", "-aq", "--filter", "label=" + label), "rm", "-f", "-v");
            remove(docker("network", "ls", "-q", "--filter", "label=" + label), "network", "rm");
            remove(docker("volume", "ls", "-q", "--filter", "label=" + label), "volume", "rm", "-f");
        }
        // Compose hands a volume without a name on by the name that it has, and then removing its container keeps it.
        Set<String> left = docker("volume", "ls", "-q", "--filter", "dangling=true")
                .lines()
                .collect(Collectors.toSet());
        remove(nameless.stream().filter(left::contains).collect(Collectors.joining("\n")), "volume", "rm", "-f");
        remove(imagesBeforeUpgrades(project), "image", "rm");
        onTheHost("rm -rf /t/berth/" + project);
    }

    /** The names by which an upgrade keeps the images that ran before it. */
    public static String imagesBeforeUpgrades(String project) {
        return docker(
                "image",
                "ls",
                "--filter",
                "reference=berth/before-upgrade:" + project + "-*",
                "--format",
                "{{.Repository}}:{{.Tag}}");
    }

    private static List<String> namelessVolumes(String project) {
        List<String> words = new ArrayList<>(
                List.of("inspect", "-f", "{{range .Mounts}}{{if eq .Type \"volume\"}}{{println .Name}}{{end}}{{end}}"));
        List<String> containers = docker("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project)
                .lines()
                .toList();
        words.addAll(containers);
        return containers.isEmpty()
                ? List.of()
                : docker(words.toArray(String[]::new))
                        .lines()
                        .filter(name -> name.matches("[0-9a-f]{64}"))
                        .distinct()
                        .toList();
    }

    /** Runs a shell command as root where rendered secrets may lie on the engine's host: below /t/berth. */
    public static void onTheHost(String script) {
        for (String place : List.of("/run", "/dev/shm")) {
            docker(
                    "run",
                    "--rm",
                    "--network",
                    "none",
                    "--user",
                    "0:0",
                    "-v",
                    place + ":/t",
                    "--entrypoint",
                    "sh",
                    "berth/helper:1",
                    "-c",
                    "[ ! -d /t/berth ] || { " + script + "; }");
        }
    }

    private static void remove(String ids, String... verb) {
        if (!ids.isBlank()) {
            List<String> words = new ArrayList<>(List.of(verb));
            words.addAll(ids.lines().toList());
            docker(words.toArray(String[]::new));
        }
    }
}
