package dev.berth.delivery;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that are rendered for once, in memory like those of services and beside them; gone when closed. What somebody who was
 * killed has left goes when others are made or closed a week later, or with the project's other files.
 */
public final class FilesAside implements AutoCloseable {
    private static final int GENERATION = 1;

    /** As whom the image for backups reads its repository. */
    private static final ServiceUsers.User REPOSITORY = new ServiceUsers.User(10001, 10001);

    private final HostWriter writer;
    private final String project;
    private final String folder;
    private final String name;

    private FilesAside(HostWriter writer, String project, String folder, String name) {
        this.writer = writer;
        this.project = project;
        this.folder = folder;
        this.name = name;
    }

    /**
     * Renders every file of a service that needs no other secret than these.
     *
     * @param folder of the project on the engine's host
     */
    public static FilesAside ofService(
            Engine engine, Environment environment, String folder, String service, Map<String, SecretValue> values) {
        Map<String, SecretValue> files = new TreeMap<>();
        environment.secrets().templates().stream()
                .filter(template -> template.services().contains(service))
                .forEach(template -> {
                    SecretTemplate text = new SecretTemplate(template.source().toString(), template.text());
                    if (values.keySet().containsAll(text.names())) {
                        files.put(template.file(), render(text, values));
                    }
                });
        return write(engine, environment.project(), folder, new ServiceUsers(engine).of(environment, service), files);
    }

    /**
     * Renders files for whoever reads a repository of backups.
     *
     * @param folder of the project on the engine's host
     * @param texts by name
     * @param values of all {@link #secrets}
     */
    public static FilesAside ofRepository(
            Engine engine, String project, String folder, Map<String, String> texts, Map<String, SecretValue> values) {
        Map<String, SecretValue> files = new TreeMap<>();
        texts.forEach((name, text) -> files.put(name, render(new SecretTemplate(name, text), values)));
        return write(engine, project, folder, REPOSITORY, files);
    }

    /** The secrets that such files need. */
    public static Set<String> secrets(Map<String, String> texts) {
        Set<String> names = new TreeSet<>();
        texts.forEach((name, text) -> names.addAll(new SecretTemplate(name, text).names()));
        return names;
    }

    private static SecretValue render(SecretTemplate text, Map<String, SecretValue> values) {
        return text.render(name -> Objects.requireNonNull(values.get(name), name));
    }

    private static FilesAside write(
            Engine engine, String project, String folder, ServiceUsers.User user, Map<String, SecretValue> files) {
        HostWriter writer = new HostWriter(engine, SecretDelivery.place(folder));
        String name = HostWriter.ASIDE
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        writer.write(project, List.of(new HostWriter.FileSet(name, GENERATION, GENERATION, user, files)));
        return new FilesAside(writer, project, folder, name);
    }

    /** The folder on the engine's host, as services have theirs. */
    public String folder() {
        return Path.of(folder).resolve(name).toString();
    }

    @Override
    public void close() {
        // Also for whoever was interrupted; what was done with them is done, and the next one sweeps what stays.
        boolean interrupted = Thread.interrupted();
        try {
            writer.removeAside(project, name);
        } catch (BerthException e) {
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
