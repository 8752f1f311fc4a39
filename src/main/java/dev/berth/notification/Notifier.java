package dev.berth.notification;

import dev.berth.failure.BerthException;
import dev.berth.workspace.Alerts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers letters to an environment's receivers. Each has one letter at a time and a thread of its own, so that a receiver that
 * is slow or dead holds up nobody else; whoever posts remembers what is not delivered, and posts it again.
 */
public final class Notifier {
    /** What an attempt may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String environment;
    private final Map<String, Alerts.Receiver> receivers;
    private final Surroundings surroundings;
    private final BiFunction<String, Alerts.Receiver, Sender> senders;
    private final Duration timeout;
    private final DeadLetters deadLetters;
    private final Map<String, Round> rounds = new LinkedHashMap<>();

    /** One receiver's way, and whether something is on it. */
    private record Round(Sender sender, AtomicBoolean taken) {}

    public Notifier(String environment, Map<String, Alerts.Receiver> receivers, Surroundings surroundings) {
        this(environment, receivers, surroundings, (name, receiver) -> sender(name, receiver, surroundings), TIMEOUT);
    }

    Notifier(
            String environment,
            Map<String, Alerts.Receiver> receivers,
            Surroundings surroundings,
            BiFunction<String, Alerts.Receiver, Sender> senders,
            Duration timeout) {
        this.environment = environment;
        this.receivers = Map.copyOf(receivers);
        this.surroundings = surroundings;
        this.senders = senders;
        this.timeout = timeout;
        this.deadLetters = new DeadLetters(surroundings.workspace(), environment);
        receivers.forEach(
                (name, receiver) -> rounds.put(name, new Round(senders.apply(name, receiver), new AtomicBoolean())));
    }

    private static Sender sender(String name, Alerts.Receiver receiver, Surroundings surroundings) {
        return switch (receiver) {
            case Alerts.Receiver.Email email -> new MailSender(name, email, surroundings);
            case Alerts.Receiver.Webhook webhook -> new WebhookSender(name, webhook, surroundings);
            case Alerts.Receiver.Command command -> new CommandSender(command, surroundings);
            case Alerts.Receiver.Alertmanager manager -> new AlertmanagerSender(name, manager, surroundings);
        };
    }

    /**
     * Tries once to deliver a letter, in the background.
     *
     * @param failed how many attempts for it failed before
     * @param told is called from another thread with what came of it, once, after ten seconds at the latest;
     *     one that is to be tried again says when
     * @return false where the receiver still has another letter on its way: nothing is done then, and nothing told
     */
    public boolean post(String receiver, Letter letter, int failed, Consumer<Delivery> told) {
        Round round = round(receiver);
        if (!round.taken.compareAndSet(false, true)) {
            return false;
        }
        Thread.ofVirtual().name("notify-" + receiver).start(() -> {
            FutureTask<Delivery> attempt = new FutureTask<>(() -> round.sender.send(letter));
            Thread worker = Thread.ofVirtual().name("deliver-" + receiver).start(attempt);
            Delivery last = last(receiver, letter, failed, attempt);
            if (attempt.isCancelled()) {
                // It was interrupted, and may take a while to see that: until then the next one waits, but nobody who
                // is told.
                Thread.ofVirtual().name("end-" + receiver).start(() -> freed(round, worker));
            } else {
                freed(round, worker);
            }
            told.accept(last);
        });
        return true;
    }

    private Delivery last(String receiver, Letter letter, int failed, FutureTask<Delivery> attempt) {
        try {
            Delivery next =
                    Retries.next(outcome(attempt), failed, surroundings.random().getAsDouble());
            // An Alertmanager is told again what is so, as long as it is so.
            return next instanceof Delivery.GivenUp givenUp
                            && !(receiver(receiver) instanceof Alerts.Receiver.Alertmanager)
                    ? kept(receiver, letter, givenUp)
                    : next;
        } catch (RuntimeException e) {
            // Whoever is not told waits for ever.
            return Delivery.Later.because(String.valueOf(e.getMessage()));
        }
    }

    /** Sends a receiver something to be seen now, once, and says what came of it; waits for that. */
    public Delivery test(String receiver) {
        Instant now = surroundings.clock().instant();
        String id = "test-%s"
                .formatted(HexFormat.of()
                        .toHexDigits(
                                Double.doubleToLongBits(surroundings.random().getAsDouble()) ^ now.toEpochMilli()));
        // Not the one of the watch, which remembers what it has delivered.
        Sender sender = senders.apply(receiver, receiver(receiver));
        FutureTask<Delivery> attempt =
                new FutureTask<>(() -> sender.send(Letter.trial(id, environment, receiver, now)));
        Thread.ofVirtual().name("deliver-" + receiver).start(attempt);
        return outcome(attempt);
    }

    private Round round(String receiver) {
        return Optional.ofNullable(rounds.get(receiver))
                .orElseThrow(() -> new IllegalArgumentException("no receiver " + receiver));
    }

    private Alerts.Receiver receiver(String name) {
        return Optional.ofNullable(receivers.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no receiver " + name));
    }

    private Delivery outcome(FutureTask<Delivery> attempt) {
        try {
            return masked(attempt.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            attempt.cancel(true);
            return Delivery.Later.because("it did not answer within %d s".formatted(timeout.toSeconds()));
        } catch (ExecutionException e) {
            return masked(failed(e.getCause()));
        } catch (InterruptedException e) {
            attempt.cancel(true);
            Thread.currentThread().interrupt();
            return Delivery.Later.because("it was interrupted");
        }
    }

    /** Nothing that a user can put right takes a letter away. */
    private static Delivery failed(@Nullable Throwable cause) {
        return Delivery.Later.because(
                cause instanceof BerthException known
                        ? known.getMessage()
                        // What it says may hold what nobody may see.
                        : "a fault of Berth's own, %s"
                                .formatted(
                                        cause == null
                                                ? "unknown"
                                                : cause.getClass().getName()));
    }

    private Delivery masked(Delivery delivery) {
        return switch (delivery) {
            case Delivery.Delivered(String answer) ->
                new Delivery.Delivered(surroundings.redactor().redact(answer));
            case Delivery.Later(String reason, Optional<Duration> after) ->
                new Delivery.Later(surroundings.redactor().redact(reason), after);
            case Delivery.GivenUp(String reason) ->
                new Delivery.GivenUp(surroundings.redactor().redact(reason));
        };
    }

    private Delivery kept(String receiver, Letter letter, Delivery.GivenUp givenUp) {
        try {
            return new Delivery.GivenUp("%s; it is kept in %s"
                    .formatted(
                            givenUp.reason(),
                            deadLetters.keep(
                                    receiver,
                                    letter,
                                    givenUp.reason(),
                                    surroundings.clock().instant())));
        } catch (IOException | BerthException e) {
            return new Delivery.GivenUp(
                    "%s; it could not be kept either: %s".formatted(givenUp.reason(), e.getMessage()));
        }
    }

    private static void freed(Round round, Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        round.taken.set(false);
    }
}
