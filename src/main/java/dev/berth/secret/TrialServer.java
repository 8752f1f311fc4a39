package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.ProgramRunner;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A Vault or OpenBao server of this user on this machine, for trying out: it keeps everything in files, goes on when Berth
 * ends, and its unseal key is kept as the key of the embedded store is.
 */
public final class TrialServer {
    private final Path lock;
    private final TrialProcess process;
    private final TrialStorage storage;
    private final TrialKeys keys;
    private final VaultTransport transport;
    private final TrialSeal seal;
    private final VaultFailure failures;
    private final VaultCalls.Pause pause;

    /**
     * Nothing is started or asked yet.
     *
     * @param settings of an environment that it serves
     * @param keys keeps what opens it
     */
    public TrialServer(
            VaultSettings settings,
            Places places,
            LocalSecretStore keys,
            VaultProgram program,
            ProgramRunner programs) {
        this(settings, places, keys, program, programs, Thread::sleep);
    }

    TrialServer(
            VaultSettings settings,
            Places places,
            LocalSecretStore keys,
            VaultProgram program,
            ProgramRunner programs,
            VaultCalls.Pause pause) {
        TrialConfiguration configuration =
                new TrialConfiguration(settings, places.state().resolve("server.json"), places.storage());
        this.lock = places.state().resolve("server.lock");
        this.process = new TrialProcess(settings.address(), configuration, program, places.state(), programs);
        this.storage = new TrialStorage(places.storage());
        this.keys = new TrialKeys(keys);
        this.transport = new TrialTransport(process, new VaultDriver(settings));
        this.failures = new VaultFailure(settings);
        this.pause = pause;
        this.seal = new TrialSeal(process, transport, failures, pause);
    }

    /**
     * Where it keeps what.
     *
     * @param storage what it stores, encrypted by itself
     * @param state its configuration, process number and log
     */
    public record Places(Path storage, Path state) {}

    /**
     * How it is.
     *
     * @param processId empty while it does not run
     * @param version of the program, empty text where it does not answer
     */
    public record Status(
            URI address,
            Optional<Long> processId,
            boolean answers,
            boolean sealed,
            String version,
            Path storage,
            Path log) {
        public boolean isUsable() {
            return processId.isPresent() && answers && !sealed;
        }
    }

    public Status status() {
        Optional<Long> number = process.id();
        Optional<TrialSeal.State> state = number.isPresent() ? seal.state() : Optional.empty();
        return new Status(
                process.address(),
                number,
                state.isPresent(),
                state.map(TrialSeal.State::sealed).orElse(true),
                state.map(TrialSeal.State::version).orElse(""),
                storage.folder(),
                process.log());
    }

    /** Starts it where it does not run, makes its storage where there is none, and unseals it. */
    public Status start() {
        return locked(() -> {
            if (process.id().isPresent()) {
                process.requireSameAddress();
            } else {
                launch();
            }
            if (!seal.await().initialised()) {
                initialise();
            } else if (!keys.areKept()) {
                beginAnew();
            }
            seal.open(keys);
            storage.finish();
            return status();
        });
    }

    /** Ends it; whether it ran. What it stored stays. */
    public boolean stop() {
        return locked(process::stop);
    }

    /**
     * Lets an environment in: its mount, its policy, its login.
     *
     * @param name of the policy, and of the role
     * @param policy by the version of the key-value engine
     * @param kept where the secret part of its login lies when the definition names no file
     * @return whether its login was made anew
     */
    public boolean admit(VaultSettings environment, String name, IntFunction<String> policy, Path kept) {
        VaultAdministrator administrator = new VaultAdministrator(transport, keys.rootToken(), failures, pause);
        administrator.policy(name, policy, administrator.mount(environment));
        return administrator.login(environment, name, kept);
    }

    /**
     * An environment's server, where this one made its login.
     *
     * @param credentials give that login
     * @param kept where it lies
     */
    public VaultServer serve(VaultSettings environment, VaultCredentials credentials, Path kept) {
        return VaultServer.by(new TrialGuard(process, kept, new VaultDriver(environment)), environment, credentials);
    }

    private void launch() {
        process.requireStartable();
        if (!keys.areKept()) {
            storage.discard();
        }
        storage.make();
        process.start();
    }

    private void initialise() {
        if (keys.areKept()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "%s, where the server for trying out kept everything, is empty".formatted(storage.folder()),
                    "Bring it back from a backup. Where it is lost for good, move %s away, and start anew."
                            .formatted(keys.description()));
        }
        storage.begin();
        keys.keep(seal.initialise());
    }

    /** A storage whose keys were never kept holds nothing; one whose keys are gone may. */
    private void beginAnew() {
        if (!storage.isUnfinished()) {
            throw new BerthException(
                    ErrorCode.SECRET_STORE_LOCKED,
                    "%s holds what the server for trying out stored, but its unseal key is not in %s"
                            .formatted(storage.folder(), keys.description()),
                    "Bring that file and %s back from a backup. Without them nobody can open the storage: then move it away,"
                                    .formatted(keys.keyFile())
                            + " and start anew.");
        }
        process.stop();
        launch();
        seal.await();
        initialise();
    }

    /** Two at once would both start one, or make keys for the same storage. */
    private <T> T locked(Supplier<T> work) {
        return LockFile.held(lock, work);
    }
}
