package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/** What keeps the storage of the server for trying out shut: asked for, waited for and opened. */
final class TrialSeal {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PATIENCE = 300;

    private final TrialProcess process;
    private final VaultTransport transport;
    private final VaultFailure failures;
    private final VaultCalls.Pause pause;

    TrialSeal(TrialProcess process, VaultTransport transport, VaultFailure failures, VaultCalls.Pause pause) {
        this.process = process;
        this.transport = transport;
        this.failures = failures;
        this.pause = pause;
    }

    /** How it is. */
    record State(boolean initialised, boolean sealed, String version) {}

    /** How it is now; empty while the server does not answer, whoever else does. */
    Optional<State> state() {
        return process.isListening()
                        && transport.send(VaultRequest.read("sys/seal-status"), TIMEOUT)
                                instanceof VaultOutcome.Success(JsonObject answer)
                ? Optional.of(new State(
                        answer.getBoolean("initialized", false),
                        answer.getBoolean("sealed", true),
                        answer.getString("version", "")))
                : Optional.empty();
    }

    /** How it is as soon as the server answers. */
    State await() {
        for (int attempt = 0; ; attempt++) {
            Optional<State> state = state();
            if (state.isPresent()) {
                return state.get();
            }
            if (process.id().isEmpty()) {
                throw process.failure("ended at once");
            }
            pause(attempt, "does not answer");
        }
    }

    /** Has the server make the keys of an empty storage; its answer, which holds them. */
    JsonObject initialise() {
        JsonObject wanted = new JsonObject();
        wanted.put("secret_shares", 1);
        wanted.put("secret_threshold", 1);
        VaultOutcome outcome = transport.send(VaultRequest.write("sys/init", wanted), TIMEOUT);
        if (outcome instanceof VaultOutcome.Success(JsonObject made)) {
            return made;
        }
        throw failures.of(outcome, "be initialised");
    }

    /** Opens it where it is shut, and waits until the server serves. */
    void open(TrialKeys keys) {
        if (state().map(State::sealed).orElse(true)) {
            JsonObject key = new JsonObject();
            key.put("key", keys.unsealKey().reveal());
            if (transport.send(VaultRequest.write("sys/unseal", key), TIMEOUT) instanceof VaultOutcome.Rejected) {
                throw new BerthException(
                        ErrorCode.SECRET_STORE_LOCKED,
                        "the unseal key in %s does not open the storage".formatted(keys.description()),
                        "Bring back the two that belong together; nothing was changed.");
            }
        }
        // Unsealed, it still takes a moment to become the one that serves.
        for (int attempt = 0;
                !(transport.send(VaultRequest.read("sys/health"), TIMEOUT) instanceof VaultOutcome.Success);
                attempt++) {
            pause(attempt, "does not become active");
        }
    }

    private void pause(int attempt, String problem) {
        if (attempt == PATIENCE) {
            throw process.failure(problem);
        }
        try {
            pause.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while waiting for Vault", null, e);
        }
    }
}
