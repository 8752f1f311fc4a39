package dev.berth.shell;

import dev.berth.deployment.Deployments;
import dev.berth.docker.Compose;
import dev.berth.docker.Engines;
import dev.berth.environment.Environments;
import dev.berth.environment.KnownEnvironments;
import dev.berth.environment.LastKnownState;
import dev.berth.health.StoreProbes;
import dev.berth.health.VolumeMemory;
import dev.berth.monitor.Receivers;
import dev.berth.process.ProgramRunner;
import dev.berth.view.Board;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Services of a workspace that has files and nothing else, and a secret that must not be seen. */
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
    public Environments environments() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Deployments deployments() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Engines engines() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Board board() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreProbes storeProbes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receivers receivers(String environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path installation() {
        return Path.of("");
    }

    @Override
    public Compose compose() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProgramRunner programs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> activeEnvironment() {
        return Optional.of("dev");
    }

    @Override
    public LastKnownState lastKnownState() {
        return new LastKnownState(workspace);
    }

    @Override
    public VolumeMemory volumeMemory() {
        return new VolumeMemory(workspace, Clock.systemUTC());
    }

    @Override
    public KnownEnvironments knownEnvironments() {
        return new KnownEnvironments(workspace, definitions());
    }

    @Override
    public String redact(String text) {
        return text.replace(SECRET, "••••");
    }

    @Override
    public void close() {}
}
