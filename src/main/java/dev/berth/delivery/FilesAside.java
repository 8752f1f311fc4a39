package dev.berth.delivery;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Files of a service that are rendered from values which are not its store's, beside those that it reads, in memory like them;
 * gone when closed. What was left by somebody who was killed is replaced, and goes with the project's other files.
 */
public final class FilesAside implements AutoCloseable {
    /** A name that no service has, and that is not listed among them. */
    private static final String NAME = ".aside";

    private static final int GENERATION = 1;

    private final HostWriter writer;
    private final String project;
    private final String folder;

    private FilesAside(HostWriter writer, String project, String folder) {
        this.writer = writer;
        this.project = project;
        this.folder = folder;
    }

    /**
     * Renders every file of a service that needs no other secret than these.
     *
     * @param folder of the project on the engine's host
     */
    public static FilesAside render(
            Engine engine, Environment environment, String folder, String service, Map<String, SecretValue> values) {
        Map<String, SecretValue> files = new TreeMap<>();
        environment.secrets().templates().stream()
                .filter(template -> template.services().contains(service))
                .forEach(template -> {
                    SecretTemplate text = new SecretTemplate(template.source().toString(), template.text());
                    if (values.keySet().containsAll(text.names())) {
                        files.put(template.file(), text.render(name -> Objects.requireNonNull(values.get(name), name)));
                    }
                });
        HostWriter writer = new HostWriter(engine, SecretDelivery.place(folder));
        FilesAside aside = new FilesAside(writer, environment.project(), folder);
        writer.write(
                environment.project(),
                List.of(new HostWriter.FileSet(
                        NAME, GENERATION, GENERATION, new ServiceUsers(engine).of(environment, service), files)));
        return aside;
    }

    /** The folder on the engine's host in place of the service's own. */
    public String folder() {
        return Path.of(folder).resolve(NAME).toString();
    }

    @Override
    public void close() {
        writer.remove(project, NAME);
    }
}
