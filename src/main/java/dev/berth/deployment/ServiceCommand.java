package dev.berth.deployment;

import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs one of the definition's commands in a container. */
final class ServiceCommand {
    /** The exit code by which a command says that it cannot do its work now; EX_TEMPFAIL of sysexits.h. */
    private static final int NOT_NOW = 75;

    private final Engine engine;
    private final Duration timeout;

    ServiceCommand(Engine engine, Duration timeout) {
        this.engine = engine;
        this.timeout = timeout;
    }

    /**
     * How a command ended.
     *
     * @param output what it printed, without white space around it
     * @param words the last line that it said
     */
    record Result(int exitCode, String output, String words) {
        boolean succeeded() {
            return exitCode == 0;
        }

        boolean notNow() {
            return exitCode == NOT_NOW;
        }
    }

    Result run(Container container, List<String> command) {
        ExecResult result = engine.exec(
                container.id(), new ExecRequest(command, Optional.empty()), InputStream.nullInputStream(), timeout);
        String said = result.error().isBlank() ? result.output() : result.error();
        return new Result(
                result.exitCode(),
                result.output().strip(),
                said.strip().lines().reduce((first, second) -> second).orElse("it says nothing"));
    }
}
