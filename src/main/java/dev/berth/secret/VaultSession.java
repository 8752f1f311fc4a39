package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests as somebody who is logged in: logs in when first asked, again when the token has died, renews it meanwhile. */
final class VaultSession implements AutoCloseable {
    /** A token that came from elsewhere is asked for its lifetime only by runs that last. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration RENEWAL = Duration.ofSeconds(7);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final VaultLogin login;
    private final VaultCalls calls;
    private final VaultCalls.Pause pause;
    private @Nullable VaultToken token;
    private @Nullable Thread renewer;

    /** The operation in which the token was last seen to live, so that many denied paths ask once. */
    private VaultCalls.@Nullable Deadline seenAlive;

    VaultSession(VaultLogin login, VaultCalls calls, VaultCalls.Pause pause) {
        this.login = login;
        this.calls = calls;
        this.pause = pause;
    }

    VaultOutcome read(String path, VaultCalls.Deadline deadline) {
        return read(VaultRequest.read(path), deadline);
    }

    VaultOutcome read(VaultRequest read, VaultCalls.Deadline deadline) {
        return asked(read, request -> calls.read(request, deadline), deadline);
    }

    /** Written once; a token that died before is replaced first, for a denied write changed nothing. */
    VaultOutcome write(String path, JsonObject body, VaultCalls.Deadline deadline) {
        return asked(VaultRequest.write(path, body), request -> calls.write(request, deadline), deadline);
    }

    /** Asked once, for what is there only because it was asked for. */
    VaultOutcome make(String path, VaultCalls.Deadline deadline) {
        return asked(VaultRequest.read(path), request -> calls.once(request, deadline), deadline);
    }

    private VaultOutcome asked(
            VaultRequest request, Function<VaultRequest, VaultOutcome> ask, VaultCalls.Deadline deadline) {
        VaultToken used = token(deadline);
        VaultOutcome outcome = ask.apply(request.as(used.value()));
        if (outcome instanceof VaultOutcome.Denied) {
            VaultToken other = login.canRepeat() ? replaced(used, deadline) : takenUp(used);
            return other.isSame(used) ? outcome : ask.apply(request.as(other.value()));
        }
        return outcome;
    }

    private synchronized VaultToken token(VaultCalls.Deadline deadline) {
        VaultToken current = token;
        if (current == null) {
            current = login.logIn(deadline);
            token = current;
            if (renewer == null) {
                renewer = Thread.ofVirtual().name("vault-renewal").start(this::renew);
            }
        }
        return current;
    }

    /** Another token where this one has died; the same where it lives, so that a denied path costs the others nothing. */
    private synchronized VaultToken replaced(VaultToken used, VaultCalls.Deadline deadline) {
        VaultToken current = token;
        if (current != null && !current.isSame(used)) {
            return current;
        }
        if (deadline.equals(seenAlive)) {
            return used;
        }
        seenAlive = deadline;
        if (calls.read(lookup(used), deadline) instanceof VaultOutcome.Denied) {
            VaultToken fresh = login.logIn(deadline);
            token = fresh;
            return fresh;
        }
        return used;
    }

    /** Whether another token can be had when this one has died. */
    boolean canRepeat() {
        return login.canRepeat();
    }

    /** What the server says of the token that is in use, or of one that was put in its place; empty where none is. */
    Optional<VaultOutcome> lookUp(VaultCalls.Deadline deadline) {
        return Optional.ofNullable(current()).map(used -> calls.read(lookup(takenUp(used)), deadline));
    }

    /** The token that lies in a file now where the one in use came from there; else that one. */
    private synchronized VaultToken takenUp(VaultToken used) {
        Optional<VaultToken> other = login.inFile().filter(each -> !each.isSame(used));
        other.ifPresent(fresh -> token = fresh);
        return other.orElse(used);
    }

    private static VaultRequest lookup(VaultToken token) {
        return VaultRequest.read("auth/token/lookup-self").as(token.value());
    }

    private void renew() {
        Duration wait = firstWait();
        try {
            while (true) {
                pause.sleep(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait);
                VaultToken current = current();
                if (current == null) {
                    return;
                }
                wait = !current.renewable()
                        ? FIRST_LOOK
                        : current.lifetime().isZero() ? lookedAt(current) : renewed(current);
            }
        } catch (InterruptedException e) {
            // The session is over.
            Thread.currentThread().interrupt();
        } catch (BerthException e) {
            if (e.code() != ErrorCode.INTERRUPTED) {
                throw e;
            }
        }
    }

    private Duration firstWait() {
        VaultToken current = current();
        return current == null || current.lifetime().isZero() ? FIRST_LOOK : twoThirds(current.lifetime());
    }

    private Duration lookedAt(VaultToken current) {
        VaultOutcome outcome = calls.read(lookup(current), calls.within(RENEWAL));
        if (outcome instanceof VaultOutcome.Success(JsonObject body)) {
            JsonObject data = body.getObject("data", new JsonObject());
            Duration left = VaultTime.of(data, "ttl");
            replace(
                    current,
                    new VaultToken(
                            current.value(),
                            left,
                            data.getBoolean("renewable", false) && !left.isZero(),
                            current.own()));
            return twoThirds(left);
        }
        return FIRST_LOOK;
    }

    private Duration renewed(VaultToken current) {
        VaultRequest request =
                VaultRequest.write("auth/token/renew-self", new JsonObject()).as(current.value());
        if (calls.write(request, calls.within(RENEWAL)) instanceof VaultOutcome.Success(JsonObject body)) {
            JsonObject auth = body.getObject("auth", new JsonObject());
            Duration lifetime = VaultTime.of(auth, "lease_duration");
            replace(
                    current,
                    new VaultToken(current.value(), lifetime, auth.getBoolean("renewable", false), current.own()));
            return twoThirds(lifetime);
        }
        // Tried again before it dies; when it has, the next request logs in anew.
        return current.lifetime().dividedBy(10);
    }

    private synchronized @Nullable VaultToken current() {
        return token;
    }

    private synchronized void replace(VaultToken old, VaultToken fresh) {
        if (old.equals(token)) {
            token = fresh;
        }
    }

    private static Duration twoThirds(Duration lifetime) {
        return lifetime.multipliedBy(2).dividedBy(3);
    }

    /** Ends the renewal, and gives back a token that Berth logged in for. */
    @Override
    public void close() {
        VaultToken last;
        synchronized (this) {
            last = token;
            token = null;
            if (renewer != null) {
                renewer.interrupt();
                renewer = null;
            }
        }
        if (last != null && last.own()) {
            // Where it cannot be given back it ends by itself.
            calls.write(
                    VaultRequest.write("auth/token/revoke-self", new JsonObject())
                            .as(last.value()),
                    calls.within(FAREWELL));
        }
    }
}
