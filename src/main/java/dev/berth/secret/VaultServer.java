package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A Vault or OpenBao server that one login works on; nothing is asked, and nobody, before the first secret is. */
public final class VaultServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** A token is prolonged when a third of its life is left. */
    private static final double PROLONGED = 0.3;

    private final VaultSettings settings;
    private final VaultCalls calls;
    private final VaultCalls.Pause pause;
    private final VaultSession session;

    private VaultServer(
            VaultSettings settings, VaultCredentials credentials, VaultCalls calls, VaultCalls.Pause pause) {
        this.settings = settings;
        this.calls = calls;
        this.pause = pause;
        this.session = new VaultSession(new VaultLogin(settings, credentials, calls), calls, pause);
    }

    /**
     * A server that is asked over the network.
     *
     * @throws dev.berth.failure.BerthException DEFINITION_INVALID where the certificates cannot be read
     */
    public static VaultServer at(VaultSettings settings, VaultCredentials credentials) {
        return by(new VaultDriver(settings), settings, credentials);
    }

    static VaultServer by(VaultTransport transport, VaultSettings settings, VaultCredentials credentials) {
        return of(
                settings,
                credentials,
                new VaultCalls(transport, Thread::sleep, new SecureRandom(), System::nanoTime),
                Thread::sleep);
    }

    static VaultServer of(
            VaultSettings settings, VaultCredentials credentials, VaultCalls calls, VaultCalls.Pause pause) {
        return new VaultServer(settings, credentials, calls, pause);
    }

    /**
     * The secrets of one environment.
     *
     * @param locations where secrets lie that do not lie under their name, as PATH#KEY; asked at every use
     */
    public SecretStore store(Supplier<Map<String, String>> locations) {
        return new VaultSecretStore(settings, session, calls, locations);
    }

    /**
     * Has a database login made for one session.
     *
     * @param mount the path of a database engine
     * @param role that makes it
     */
    public DatabaseLease lease(String mount, String role) {
        return DatabaseLease.of(settings, session, calls, pause, mount, role);
    }

    /**
     * How long a login lasts that a database engine makes, before it is made longer; empty where that is not known, since
     * this login may not look at the role, or the role leaves it to the engine.
     */
    public Optional<Duration> leaseTime(String mount, String role) {
        return session.read("%s/roles/%s".formatted(mount, role), calls.within(PATIENCE))
                        instanceof VaultOutcome.Success(JsonObject body)
                ? Optional.of(Duration.ofSeconds(
                                body.getObject("data", new JsonObject()).getLong("default_ttl")))
                        .filter(Duration::isPositive)
                : Optional.empty();
    }

    /**
     * What the login may do of what secrets need; empty where the server does not say.
     *
     * @param secrets by name, where each lies as {@code PATH#KEY}; empty text for its place below the environment's path
     */
    public Optional<VaultRights> rights(Map<String, String> secrets) {
        return VaultRights.of(settings, session, calls.within(PATIENCE), secrets);
    }

    /** How it is; nobody is asked for a credential, so that the token is known only of a login that was used before. */
    public VaultState state(Clock clock) {
        VaultCalls.Deadline deadline = calls.within(PATIENCE);
        // A standby that passes on what it is asked is as good as the active server.
        VaultOutcome health =
                calls.read(VaultRequest.read("sys/health", "standbyok=true&perfstandbyok=true"), deadline);
        if (!(health instanceof VaultOutcome.Success(JsonObject body))) {
            return VaultState.without(settings.address(), health);
        }
        Optional<VaultOutcome> lookup = session.lookUp(deadline);
        Optional<JsonObject> token = lookup.flatMap(outcome -> outcome instanceof VaultOutcome.Success(JsonObject found)
                ? Optional.ofNullable(found.getObject("data"))
                : Optional.empty());
        Optional<Duration> left = token.map(data -> data.getLong("ttl"))
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds);
        long time = body.getLong("server_time_utc");
        return new VaultState(
                settings.address(),
                lookup.filter(VaultOutcome.Denied.class::isInstance).isPresent()
                        ? VaultState.Condition.DENIED
                        : VaultState.Condition.READY,
                body.getString("version", ""),
                left,
                token.map(data -> data.getBoolean("renewable", false)).orElse(false),
                session.canRepeat() || token.filter(VaultServer::isProlonged).isPresent(),
                time == 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(time - clock.instant().getEpochSecond())));
    }

    /** One that has come to its longest life lives on for less and less, though it still calls itself renewable. */
    private static boolean isProlonged(JsonObject token) {
        return token.getBoolean("renewable", false) && token.getLong("ttl") > PROLONGED * token.getLong("creation_ttl");
    }

    @Override
    public void close() {
        session.close();
    }
}
