package dev.berth.health;

import dev.berth.datastore.HttpProbe;
import dev.berth.datastore.Reach;
import dev.berth.datastore.ServiceLogin;
import dev.berth.datastore.SignedToken;
import dev.berth.secret.SecretValue;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Sends a service the request that its definition names, with a token of its own where it names a key. */
final class RequestProbe implements StoreProbe {
    private static final Duration VALID = Duration.ofMinutes(1);

    /** Five minutes, at one request in five seconds. */
    private static final int KEPT = 60;

    /** Fewer tell nothing of the slowest. */
    private static final int ENOUGH = 10;

    private final Reach reach;
    private final ServiceLogin login;
    private final String path;
    private final Supplier<Optional<SecretValue>> key;
    private final Map<String, String> claims;
    private final Clock clock;
    private final Deque<Duration> latencies = new ArrayDeque<>();

    RequestProbe(
            Reach reach,
            ServiceLogin login,
            String path,
            Supplier<Optional<SecretValue>> key,
            Map<String, String> claims,
            Clock clock) {
        this.reach = reach;
        this.login = login;
        this.path = path;
        this.key = key;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public StoreHealth ask() {
        Optional<String> token = key.get()
                .map(value -> SignedToken.of(value, claims, clock.instant().plus(VALID)));
        try {
            HttpProbe.Answer answer = HttpProbe.get(reach, login, path, token, StoreProbes.LONGEST_ANSWER);
            latencies.addLast(answer.latency());
            if (latencies.size() > KEPT) {
                latencies.removeFirst();
            }
            return new HttpHealth(
                    clock.instant(),
                    "GET " + path,
                    token.isPresent(),
                    OptionalInt.of(answer.status()),
                    Optional.of(answer.latency()),
                    slowest(List.copyOf(latencies)),
                    "");
        } catch (IOException e) {
            return new HttpHealth(
                    clock.instant(),
                    "GET " + path,
                    token.isPresent(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    String.valueOf(e.getMessage()));
        }
    }

    /** The 95th of a hundred. */
    static Optional<Duration> slowest(List<Duration> latencies) {
        if (latencies.size() < ENOUGH) {
            return Optional.empty();
        }
        List<Duration> sorted = latencies.stream().sorted().toList();
        return Optional.of(sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1));
    }

    @Override
    public void close() {
        // Each request has a connection of its own.
    }
}
