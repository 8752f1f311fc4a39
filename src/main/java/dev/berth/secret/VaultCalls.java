package dev.berth.secret;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks a Vault server: reads again, with growing pauses, what may pass; writes once, for nobody knows what a lost answer did. */
final class VaultCalls {
    /** Longest wait for one answer. */
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(150);

    /** How long it is taken for granted that a server which gave no answer gives none. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(1);

    private final VaultTransport transport;
    private final Pause pause;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable GivenUp> givenUp = new AtomicReference<>();

    VaultCalls(VaultTransport transport, Pause pause, RandomGenerator random, LongSupplier nanoTime) {
        this.transport = transport;
        this.pause = pause;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** A server that gave no answer, and until when nobody asks it again. */
    private record GivenUp(VaultOutcome outcome, Deadline until) {}

    /** When the requests of one operation must have ended, in the clock's nanoseconds. */
    record Deadline(long nanoTime) {}

    Deadline within(Duration duration) {
        return new Deadline(nanoTime.getAsLong() + duration.toNanos());
    }

    VaultOutcome read(VaultRequest request, Deadline deadline) {
        return unlessGivenUp(() -> repeated(request, deadline));
    }

    private VaultOutcome unlessGivenUp(Supplier<VaultOutcome> ask) {
        GivenUp before = givenUp.get();
        if (before != null && !left(before.until()).isNegative()) {
            return before.outcome();
        }
        VaultOutcome outcome = ask.get();
        givenUp.set(outcome instanceof VaultOutcome.Unreachable ? new GivenUp(outcome, within(GIVEN_UP)) : null);
        return outcome;
    }

    private VaultOutcome repeated(VaultRequest request, Deadline deadline) {
        VaultOutcome outcome = send(request, deadline);
        if (outcome instanceof VaultOutcome.Failing failing && failing.status() == 503) {
            // Unsealing takes a person; a busy proxy says the same, and recovers.
            outcome = diagnosed(outcome, deadline);
        }
        for (int attempt = 1; attempt < ATTEMPTS && mayPass(outcome); attempt++) {
            // Half of it is random: many that failed together do not come back together.
            Duration wait = FIRST_PAUSE
                    .multipliedBy(1L << (attempt - 1))
                    .multipliedBy(50 + random.nextInt(51))
                    .dividedBy(100);
            if (left(deadline).compareTo(wait.plus(ATTEMPT)) < 0 || !slept(wait)) {
                break;
            }
            outcome = send(request, deadline);
        }
        return diagnosed(outcome, deadline);
    }

    VaultOutcome write(VaultRequest request, Deadline deadline) {
        return unlessGivenUp(() -> diagnosed(send(request, deadline), deadline));
    }

    /** Sent once, and waited for as long as the operation may take. */
    VaultOutcome once(VaultRequest request, Deadline deadline) {
        return unlessGivenUp(() -> diagnosed(send(request, deadline, left(deadline)), deadline));
    }

    private VaultOutcome send(VaultRequest request, Deadline deadline) {
        return send(request, deadline, ATTEMPT);
    }

    private VaultOutcome send(VaultRequest request, Deadline deadline, Duration longest) {
        Duration left = left(deadline);
        if (left.isNegative() || left.isZero()) {
            return new VaultOutcome.Unreachable("no answer in time");
        }
        return transport.send(request, left.compareTo(longest) < 0 ? left : longest);
    }

    /** A server that fails says only on another path why: it is sealed, not initialised or a standby. */
    private VaultOutcome diagnosed(VaultOutcome outcome, Deadline deadline) {
        if (!(outcome instanceof VaultOutcome.Failing)) {
            return outcome;
        }
        return switch (send(VaultRequest.read("sys/health"), deadline)) {
            case VaultOutcome.Failing(int status, String errors) when status == 501 -> new VaultOutcome.Uninitialised();
            case VaultOutcome.Failing(int status, String errors) when status == 503 -> new VaultOutcome.Sealed();
            case VaultOutcome.RateLimited() -> new VaultOutcome.Standby();
            default -> outcome;
        };
    }

    private static boolean mayPass(VaultOutcome outcome) {
        return switch (outcome) {
            case VaultOutcome.Failing failing -> true;
            case VaultOutcome.RateLimited limited -> true;
            case VaultOutcome.Unreachable unreachable -> true;
            case VaultOutcome.Success success -> false;
            case VaultOutcome.NotFound none -> false;
            case VaultOutcome.Denied denied -> false;
            case VaultOutcome.Conflict conflict -> false;
            case VaultOutcome.Rejected rejected -> false;
            case VaultOutcome.Sealed closed -> false;
            case VaultOutcome.Uninitialised empty -> false;
            case VaultOutcome.Standby standby -> false;
            case VaultOutcome.Untrusted untrusted -> false;
            case VaultOutcome.NotVault other -> false;
        };
    }

    private boolean slept(Duration wait) {
        try {
            pause.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration left(Deadline deadline) {
        return Duration.ofNanos(deadline.nanoTime() - nanoTime.getAsLong());
    }
}
