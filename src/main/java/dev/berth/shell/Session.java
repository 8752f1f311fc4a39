package dev.berth.shell;

import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What outlives one command: the services of each workspace, and which scripts run. */
final class Session implements AutoCloseable {
    private final Path folder;
    private final Function<Workspace, Services> maker;
    private final Map<Path, Services> services = new LinkedHashMap<>();
    private final Set<Path> running = new HashSet<>();

    /**
     * A session.
     *
     * @param folder where workspaces are looked for, upwards
     */
    Session(Path folder, Function<Workspace, Services> maker) {
        this.folder = folder;
        this.maker = maker;
    }

    /** The services of the workspace that was named, or else of the one around. */
    synchronized Services services(Optional<Path> named) {
        Workspace workspace =
                named.map(path -> Workspace.at(folder.resolve(path))).orElseGet(() -> Workspace.around(folder));
        return services(workspace);
    }

    /** The services of a folder, whether it is a workspace already or not. */
    synchronized Services services(Workspace workspace) {
        return services.computeIfAbsent(workspace.root(), root -> maker.apply(workspace));
    }

    /** Notes that a script runs; false when it runs already. */
    boolean enter(Path script) {
        return running.add(script);
    }

    void leave(Path script) {
        running.remove(script);
    }

    /** Replaces every secret value that was read so far in a text. */
    synchronized String redact(String text) {
        String redacted = text;
        for (Services each : services.values()) {
            redacted = each.redact(redacted);
        }
        return redacted;
    }

    /** The same for very many texts, by several threads at once: with what has been read of the workspaces open now. */
    synchronized UnaryOperator<String> redactor() {
        List<Services> now = List.copyOf(services.values());
        return text -> {
            String redacted = text;
            for (Services each : now) {
                redacted = each.redact(redacted);
            }
            return redacted;
        };
    }

    Path folder() {
        return folder;
    }

    @Override
    public synchronized void close() {
        services.values().forEach(Services::close);
        services.clear();
    }
}
