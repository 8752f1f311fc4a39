package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Daemon;
import dev.berth.process.Program;
import dev.berth.process.ProgramRunner;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process of the server for trying out, which goes on when Berth ends, and what tells it from any other that listens. */
final class TrialProcess {
    /** Not applied to a program that is left running. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI address;
    private final TrialConfiguration configuration;
    private final VaultProgram program;
    private final Path folder;
    private final Daemon daemon;

    /**
     * Nothing is started or looked at yet.
     *
     * @param address where it is wanted
     * @param folder of its process number and its log
     */
    TrialProcess(
            URI address, TrialConfiguration configuration, VaultProgram program, Path folder, ProgramRunner programs) {
        this.address = address;
        this.configuration = configuration;
        this.program = program;
        this.folder = folder;
        this.daemon = new Daemon(folder, "server", "-config=" + configuration.file(), programs);
    }

    /** Its number; empty while it does not run. */
    Optional<Long> id() {
        return daemon.processId();
    }

    /** Where it runs, which is elsewhere when a definition was changed meanwhile; where it is wanted while it does not run. */
    URI address() {
        return id().flatMap(running -> configuration.lastAddress()).orElse(address);
    }

    Path log() {
        return daemon.log();
    }

    /** Whether it gets what is sent to the address: any user of this machine may listen there before it does. */
    boolean isListening() {
        return daemon.listensAt(configuration.socket());
    }

    /**
     * Refuses what {@link #start()} could not do.
     *
     * @throws BerthException USAGE where the address is none for it; FAILED where that is taken, or there is no program
     */
    void requireStartable() {
        configuration.requireServable();
        program.find();
        requireFreeAddress();
    }

    void start() {
        try {
            configuration.write();
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write the configuration of the server for trying out: " + e,
                    "Check the permissions of %s, and the free space.".formatted(folder),
                    e);
        }
        daemon.start(new Program(
                List.of(program.find().toString(), "server", "-config=" + configuration.file()),
                // Its process environment stands open to its user for as long as it runs.
                Map.of("VAULT_TOKEN", "", "BERTH_VAULT_TOKEN", "", "HOME", folder.toString()),
                folder,
                TIMEOUT));
    }

    /** Ends it; whether it ran. */
    boolean stop() {
        return daemon.stop();
    }

    /**
     * Refuses where it runs elsewhere.
     *
     * @throws BerthException FAILED
     */
    void requireSameAddress() {
        if (!address().equals(address)) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the server for trying out runs at %s, and secrets.vault.address is %s"
                            .formatted(address(), address),
                    "Stop it first: secrets server stop");
        }
    }

    /** Why it is of no use: another listens in its place, else what it logged last. */
    BerthException failure(String problem) {
        if (!isListening()) {
            requireFreeAddress();
        }
        return new BerthException(
                ErrorCode.FAILED,
                "the server for trying out %s: %s".formatted(problem, String.join(" / ", daemon.lastWords(3))),
                "Its log: " + daemon.log());
    }

    /** Whether nobody listens at the address where it is wanted. */
    boolean isAddressFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(configuration.socket());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void requireFreeAddress() {
        if (!isAddressFree()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the address %s is taken by a program that Berth did not start".formatted(address),
                    "Nothing was sent to it. Where that is your Vault, nothing has to be started. Else stop it, or choose another"
                            + " port for secrets.vault.address.");
        }
    }
}
