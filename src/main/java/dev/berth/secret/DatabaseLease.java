package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A login to a database that Vault made for one session: kept alive while this is open, taken away when it ends.
 *
 * <p>Where nobody ends it, because the process was killed, it ends with its time. It also ends with the token that it was
 * made for; then it cannot be had again under the same name, and {@link #end} says so.
 */
public final class DatabaseLease {
    /** Shorter ones would end while somebody types. */
    private static final Duration SHORTEST = Duration.ofSeconds(30);

    /** Vault logs in to the database itself before it answers. */
    private static final Duration MAKING = Duration.ofSeconds(15);

    private static final Duration RENEWAL = Duration.ofSeconds(7);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final VaultSettings settings;
    private final VaultSession session;
    private final VaultCalls calls;
    private final VaultCalls.Pause pause;
    private final String id;
    private final String username;
    private final SecretValue password;
    private final Thread renewer;
    private volatile Duration lifetime;
    private volatile @Nullable String lost;

    private DatabaseLease(
            VaultSettings settings,
            VaultSession session,
            VaultCalls calls,
            VaultCalls.Pause pause,
            JsonObject made,
            JsonObject login) {
        this.settings = settings;
        this.session = session;
        this.calls = calls;
        this.pause = pause;
        this.id = made.getString("lease_id", "");
        this.lifetime = VaultTime.of(made, "lease_duration");
        this.username = login.getString("username", "");
        this.password = SecretValue.of(login.getString("password", ""));
        this.renewer = Thread.ofVirtual().name("vault-lease").unstarted(this::renew);
    }

    /** Has a login made by the role of a database engine. */
    static DatabaseLease of(
            VaultSettings settings,
            VaultSession session,
            VaultCalls calls,
            VaultCalls.Pause pause,
            String mount,
            String role) {
        String path = "%s/creds/%s".formatted(mount, role);
        VaultOutcome outcome = session.make(path, calls.within(MAKING));
        DatabaseLease lease = switch (outcome) {
            case VaultOutcome.Success(JsonObject body) ->
                new DatabaseLease(settings, session, calls, pause, body, body.getObject("data", new JsonObject()));
            case VaultOutcome.NotFound none -> throw noEngine(settings, mount);
            case VaultOutcome.Rejected(int status, String errors) ->
                throw new BerthException(
                        ErrorCode.VAULT_FAILED,
                        "Vault at %s makes no database login by the role %s of %s: %s"
                                .formatted(settings.address(), role, mount, errors),
                        "Check secrets.vault.database.role against: vault list %s/roles".formatted(mount));
            case VaultOutcome.Failing(int status, String errors) ->
                throw new BerthException(
                        ErrorCode.VAULT_FAILED,
                        "Vault at %s could not make a database login by the role %s of %s: %s"
                                .formatted(settings.address(), role, mount, errors),
                        "Vault itself must reach the database, and its login there must be allowed to do what"
                                + " the role's creation_statements say: check the connection's connection_url.");
            default -> throw new VaultFailure(settings).of(outcome, "make a database login at " + path);
        };
        lease.check(mount, role);
        lease.renewer.start();
        return lease;
    }

    private static BerthException noEngine(VaultSettings settings, String mount) {
        return new BerthException(
                ErrorCode.VAULT_FAILED,
                "Vault at %s has no database engine at %s".formatted(settings.address(), mount),
                "Check secrets.vault.database.mount against: vault secrets list");
    }

    private void check(String mount, String role) {
        if (id.isEmpty() || username.isEmpty() || password.length() == 0) {
            throw noEngine(settings, mount);
        }
        if (lifetime.compareTo(SHORTEST) < 0) {
            revoked();
            throw new BerthException(
                    ErrorCode.VAULT_FAILED,
                    "the role %s of %s in Vault at %s makes logins for %d s, too short for a session"
                            .formatted(role, mount, settings.address(), lifetime.toSeconds()),
                    "Give the role a default_ttl of at least %d s; Berth prolongs it while the session lasts."
                            .formatted(SHORTEST.toSeconds()));
        }
    }

    public String username() {
        return username;
    }

    public SecretValue password() {
        return password;
    }

    /**
     * Takes the login away, at once.
     *
     * @return what did not go as it should: that it ended before, or that it stays until its time is over
     */
    public Optional<String> end() {
        renewer.interrupt();
        // Whoever was interrupted wants the login gone all the more.
        boolean interrupted = Thread.interrupted();
        try {
            if (lost == null) {
                // To take away what is gone already counts as done; to prolong it does not.
                prolonged();
            }
            String before = lost;
            // Whatever became of it: what is denied to be prolonged lives on.
            boolean gone = isRevoked();
            if (before != null) {
                return Optional.of(
                        "the database login %s ended before its session did: %s".formatted(username, before));
            }
            return gone
                    ? Optional.empty()
                    : Optional.of(
                            "the database login %s could not be taken away and ends by itself within %d s; Berth's policy must allow sys/leases/revoke"
                                    .formatted(username, lifetime.toSeconds()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void prolonged() {
        try {
            renewed();
        } catch (BerthException e) {
            // Nobody knows how it is; it is taken away all the same.
            return;
        }
    }

    private boolean isRevoked() {
        try {
            return revoked() instanceof VaultOutcome.Success;
        } catch (BerthException e) {
            return false;
        }
    }

    private VaultOutcome revoked() {
        JsonObject body = new JsonObject();
        body.put("lease_id", id);
        // Answered when the login is gone, not when somebody has been told to see to it.
        body.put("sync", true);
        return session.write("sys/leases/revoke", body, calls.within(MAKING));
    }

    private void renew() {
        try {
            Duration wait = lifetime.multipliedBy(2).dividedBy(3);
            while (lost == null) {
                pause.sleep(wait.compareTo(PAUSE) < 0 ? PAUSE : wait);
                wait = renewed();
            }
        } catch (InterruptedException e) {
            // The session is over.
            Thread.currentThread().interrupt();
        } catch (BerthException e) {
            if (e.code() != ErrorCode.INTERRUPTED) {
                lost = e.getMessage();
            }
        }
    }

    private Duration renewed() {
        JsonObject body = new JsonObject();
        body.put("lease_id", id);
        VaultOutcome outcome = session.write("sys/leases/renew", body, calls.within(RENEWAL));
        switch (outcome) {
            case VaultOutcome.Success(JsonObject answer) -> {
                Duration next = VaultTime.of(answer, "lease_duration");
                if (next.compareTo(PAUSE) <= 0) {
                    lost = "its longest time, the role's max_ttl, was over";
                }
                lifetime = next;
                return next.multipliedBy(2).dividedBy(3);
            }
            case VaultOutcome.Denied() ->
                lost = "Vault denied to prolong it; Berth's policy must allow sys/leases/renew";
            case VaultOutcome.Rejected rejected ->
                lost = "Vault has taken it away, or the token that it was made for has died";
            case VaultOutcome.NotFound none -> lost = "Vault does not know it any more";
            default -> {
                // Tried again while it may still live; what is lost then shows at the next try.
                return lifetime.dividedBy(10);
            }
        }
        return PAUSE;
    }
}
