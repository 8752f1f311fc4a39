package dev.berth.health;

import dev.berth.secret.VaultState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Keeps asking the server that keeps a stack's secrets how it is, at a slow pace and on a thread of its own. */
final class SecretServerWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** One that is not well is looked at again sooner: somebody waits for it. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(5);

    private final Supplier<Optional<VaultState>> server;
    private final Clock clock;
    private final AtomicReference<Optional<Surroundings.SecretServer>> last = new AtomicReference<>(Optional.empty());
    private final Thread thread;

    private SecretServerWatch(Supplier<Optional<VaultState>> server, Clock clock) {
        this.server = server;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("health of the secret server").unstarted(this::run);
    }

    /** Begins to ask; where there is no such server, once. */
    static SecretServerWatch begin(Supplier<Optional<VaultState>> server, Clock clock) {
        SecretServerWatch watch = new SecretServerWatch(server, clock);
        watch.thread.start();
        return watch;
    }

    /** What it says now; empty where there is none. */
    static Optional<Surroundings.SecretServer> once(Supplier<Optional<VaultState>> server, Clock clock) {
        return server.get().map(state -> of(state, clock.instant(), Optional.empty()));
    }

    private void run() {
        try {
            while (ask()) {
                boolean open = last.get()
                        .filter(seen -> seen.state() == Surroundings.ServerState.OPEN)
                        .isPresent();
                Thread.sleep(open ? PAUSE : SHORT_PAUSE);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Whether there is a server. */
    private boolean ask() {
        try {
            Optional<VaultState> state = server.get();
            last.set(state.map(found -> of(found, clock.instant(), last.get())));
            return state.isPresent();
        } catch (RuntimeException e) {
            // Whatever it is, such as a definition that cannot be read just now, it says nothing of the server; others
            // tell of it.
            last.set(Optional.empty());
            return true;
        }
    }

    private static Surroundings.SecretServer of(
            VaultState state, Instant now, Optional<Surroundings.SecretServer> before) {
        Surroundings.ServerState condition = switch (state.condition()) {
            case READY -> Surroundings.ServerState.OPEN;
            case DENIED -> Surroundings.ServerState.DENIED;
            case SEALED -> Surroundings.ServerState.SEALED;
            case UNINITIALISED -> Surroundings.ServerState.UNINITIALISED;
            case STANDBY -> Surroundings.ServerState.STANDBY;
            case UNREACHABLE -> Surroundings.ServerState.UNREACHABLE;
            case FAILING -> Surroundings.ServerState.FAILING;
        };
        return new Surroundings.SecretServer(
                now,
                before.filter(seen -> seen.state() == condition)
                        .map(Surroundings.SecretServer::since)
                        .orElse(now),
                state.address().toString(),
                condition,
                state.tokenLeft(),
                state.kept());
    }

    /** What it said last; empty where there is none, or it was not asked yet. */
    Optional<Surroundings.SecretServer> latest() {
        return last.get();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
