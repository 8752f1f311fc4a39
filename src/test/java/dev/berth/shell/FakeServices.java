package dev.berth.shell;

import dev.berth.view.Sign;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/** Services of a workspace in files, with a secret that must not be seen. */
final class FakeServices implements Services {
    static final String SECRET = "hunter2hunter2";

    private final Workspace workspace;

    FakeServices(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public Definitions definitions() {
        return Definitions.in(workspace);
    }

    @Override
    public Optional<String> activeEnvironment() {
        return Optional.of("dev");
    }

    @Override
    public boolean isProtected(String environment) {
        return environment.equals("prod");
    }

    @Override
    public Optional<Sign> lastKnown(String environment) {
        return Optional.of(Sign.HEALTHY);
    }

    @Override
    public void refresh(String environment) {}

    @Override
    public List<String> serviceNames(String environment) {
        return List.of("postgres", "rest");
    }

    @Override
    public List<String> secretNames(String environment) {
        return List.of("postgres.app");
    }

    @Override
    public String redact(String text) {
        return text.replace(SECRET, "••••");
    }

    @Override
    public void close() {}
}
