package dev.berth.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service that speaks HTTP answers a request like its clients'.
 *
 * @param request such as {@code GET /notes}
 * @param withCredential whether the request carried a real credential
 * @param status of the answer; empty when there was none
 * @param latency of this answer
 * @param slowest the 95th of a hundred, over the last minutes; empty until there were some
 * @param problem why there was no answer, else empty
 */
public record HttpHealth(
        Instant takenAt,
        String request,
        boolean withCredential,
        OptionalInt status,
        Optional<Duration> latency,
        Optional<Duration> slowest,
        String problem)
        implements StoreHealth {
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    @Override
    public Verdict verdict() {
        if (status.isEmpty()) {
            return Verdict.degraded("does not answer %s: %s".formatted(request, problem));
        }
        int code = status.getAsInt();
        boolean guarded = code == UNAUTHORIZED || code == FORBIDDEN;
        if (withCredential && guarded) {
            return Verdict.degraded("answers %d to a valid credential".formatted(code));
        }
        if (code >= FIRST_ERROR && !guarded) {
            return Verdict.degraded("answers %d to %s".formatted(code, request));
        }
        return Verdict.well(slowest.map(time -> "p95 " + Figures.latency(time))
                .or(() -> latency.map(Figures::latency))
                .map(time -> code + " · " + time)
                .orElse(Integer.toString(code)));
    }
}
