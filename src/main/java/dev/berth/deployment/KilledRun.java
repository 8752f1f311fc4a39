package dev.berth.deployment;

import dev.berth.backup.ClusterUpgrade;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.process.ProgramRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run that was killed has left at work and half done; seen to before anybody plans, for a plan is made of what is there.
 */
final class KilledRun {
    /** More than Compose usually takes for one call; what it leaves half done is settled, so that to end it loses nothing. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ProgramRunner programs;
    private final HelperImage helperImage;
    private final Clock clock;

    KilledRun(ProgramRunner programs, HelperImage helperImage, Clock clock) {
        this.programs = programs;
        this.helperImage = helperImage;
        this.clock = clock;
    }

    /**
     * Waits for its programs to end, and settles what they have left half replaced.
     *
     * @param command what is about to be done
     * @throws dev.berth.environment.LockedException when there is something to settle while another run is at work
     */
    void settle(Engine engine, String project, String command, Progress progress) {
        programs.awaitLeftBehind(
                PATIENCE,
                process -> progress.notice(
                        "process %d of a run that was killed is still at work: waiting for its end, %d s at most"
                                .formatted(process, PATIENCE.toSeconds())));
        if (HalfReplaced.isAny(engine, project) || !upgrading(engine, project).isEmpty()) {
            helperImage.ensure(engine);
            try (EnvironmentLock.Held lock =
                    new EnvironmentLock(engine, project, Operator.current(), clock).take(command)) {
                HalfReplaced.settle(engine, project);
                upgrading(engine, project).forEach(container -> engine.discard(container.id()));
            }
        }
    }

    /** Containers in which an upgrade was at work: they live on for some seconds, with servers on a database's files. */
    private static List<Container> upgrading(Engine engine, String project) {
        return engine.containers(Map.of("dev.berth.project", project, "dev.berth.purpose", ClusterUpgrade.PURPOSE));
    }
}
