package dev.berth;

import dev.berth.shell.Services;
import dev.berth.view.Sign;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts that work on one workspace, each made when it is first asked for. */
final class WorkspaceServices implements Services {
    private final Workspace workspace;
    private final Definitions definitions;

    WorkspaceServices(Workspace workspace, Map<String, String> variables) {
        this.workspace = workspace;
        this.definitions = Definitions.in(workspace);
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public Optional<String> activeEnvironment() {
        return Optional.empty();
    }

    @Override
    public boolean isProtected(String environment) {
        return definitions.read(environment).isProtected();
    }

    @Override
    public Optional<Sign> lastKnown(String environment) {
        return Optional.empty();
    }

    @Override
    public void refresh(String environment) {}

    @Override
    public List<String> serviceNames(String environment) {
        return List.copyOf(definitions.read(environment).services().keySet());
    }

    @Override
    public List<String> secretNames(String environment) {
        return List.copyOf(definitions
                .secretTemplates(definitions.read(environment))
                .secrets()
                .keySet());
    }

    @Override
    public String redact(String text) {
        return text;
    }

    @Override
    public void close() {}
}
