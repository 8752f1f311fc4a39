package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.process.ProgramRunner;
import java.time.Clock;

/** Takes the lock of a run, in whose hands the project then is alone: what a killed run has left at work here is ended. */
final class RunLock {
    private final ProgramRunner programs;
    private final Clock clock;

    RunLock(ProgramRunner programs, Clock clock) {
        this.programs = programs;
        this.clock = clock;
    }

    /**
     * Takes it.
     *
     * @param command what it is taken for
     * @throws dev.berth.environment.LockedException when another run holds it
     */
    EnvironmentLock.Held take(Engine engine, String project, String command) {
        EnvironmentLock.Held held = new EnvironmentLock(engine, project, Operator.current(), clock).take(command);
        try {
            programs.endLeftBehind();
            return held;
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }
}
