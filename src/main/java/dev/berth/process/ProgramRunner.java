package dev.berth.process;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Runs programs of this machine; the only way Berth starts a process. */
public interface ProgramRunner {

    /**
     * Runs a program to its end in a session of its own, so that Ctrl-C stays Berth's to handle.
     *
     * @return what it said and its exit code, whatever that is
     * @throws ProgramException when it cannot be started, runs out of time, or the waiting thread is interrupted
     */
    default ProgramResult run(Program program) {
        return run(program, InputStream.nullInputStream(), line -> {});
    }

    /**
     * The same, with standard input, and every line of standard error handed on as it comes.
     *
     * @param errorLines is called from another thread, one line a call, without line end
     */
    ProgramResult run(Program program, InputStream input, Consumer<String> errorLines);

    /**
     * Starts a program that goes on in the background, in a session of its own, without input; its time-out does not apply.
     *
     * @throws ProgramException when it cannot be started
     */
    RunningProgram start(Program program);

    /**
     * Starts a program that outlives Berth, in a session of its own, without input; its time-out does not apply.
     *
     * @param log what it writes is added to this file
     * @throws ProgramException when it cannot be started
     */
    ProcessHandle leave(Program program, Path log);

    /**
     * Waits until programs have ended that a Berth which was killed has left running here, for they go on changing what the
     * next one changes; what has not ended after that time is ended.
     *
     * @param told is called with the process number of each that still runs
     */
    default void awaitLeftBehind(Duration patience, LongConsumer told) {}

    /**
     * Runs a program on Berth's own terminal (psql, a shell in a container); it gets Ctrl-C itself.
     *
     * @return its exit code
     */
    int runAttached(Program program);

    /** The same, with a file as its standard input. */
    int runAttached(Program program, Path input);
}
