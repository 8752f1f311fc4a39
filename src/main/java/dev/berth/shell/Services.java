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
import java.util.Optional;

/** What commands work with in one workspace; each part is made when it is first asked for. */
public interface Services extends AutoCloseable {

    Workspace workspace();

    Definitions definitions();

    Environments environments();

    Deployments deployments();

    Engines engines();

    Compose compose();

    ProgramRunner programs();

    Board board();

    /** How an environment's stores are asked how they are. */
    StoreProbes storeProbes();

    /** Those who are told of an environment's alerts. */
    Receivers receivers(String environment);

    /** Berth's own folder. */
    Path installation();

    /** The environment that commands act on where none is named. */
    Optional<String> activeEnvironment();

    LastKnownState lastKnownState();

    /** What was seen of environments' volumes. */
    VolumeMemory volumeMemory();

    /** Which environments there are, without reading what has not changed. */
    KnownEnvironments knownEnvironments();

    /** Replaces every secret value that was read so far in a text. */
    String redact(String text);

    @Override
    void close();
}
