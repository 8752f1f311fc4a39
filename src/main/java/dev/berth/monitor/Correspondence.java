package dev.berth.monitor;

import dev.berth.notification.Delivery;
import dev.berth.notification.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tells receivers what is due, in the background, and takes note of what came of it. */
final class Correspondence {
    /** An Alertmanager is told all again each minute; one that does not take it is not asked at each look. */
    private static final Duration FEED_LATER = Duration.ofSeconds(30);

    private static final Duration FEED_GIVEN_UP = Duration.ofMinutes(10);

    private final Receivers receivers;
    private final WatchState.Orders orders;
    private final Watch.Listener listener;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Set<String> underway = new HashSet<>();

    Correspondence(Receivers receivers, WatchState.Orders orders, Watch.Listener listener) {
        this.receivers = receivers;
        this.orders = orders;
        this.listener = listener;
    }

    /** What came of one attempt. */
    private record Outcome(String receiver, Letter letter, Delivery delivery) {}

    /** The state once what came of what was sent since the last time is known. */
    WatchState hear(WatchState before, Instant now) {
        WatchState state = before;
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            underway.remove(outcome.receiver());
            if (orders.alertmanagers().contains(outcome.receiver())) {
                switch (outcome.delivery()) {
                    case Delivery.Delivered delivered ->
                        feeds.put(outcome.receiver(), Feed.delivered(outcome.letter()));
                    case Delivery.Later later -> notBefore.put(outcome.receiver(), now.plus(FEED_LATER));
                    case Delivery.GivenUp givenUp -> notBefore.put(outcome.receiver(), now.plus(FEED_GIVEN_UP));
                }
            } else {
                state = state.tried(outcome.receiver(), outcome.letter().id(), outcome.delivery(), now);
            }
            String kind = outcome.delivery().getClass().getSimpleName();
            if (!kind.equals(told.put(outcome.receiver(), kind))) {
                listener.notice(outcome.delivery().sentence(outcome.receiver()));
            }
        }
        return state;
    }

    /** Sends what is due of a state that is written down: it is sent again where nobody knows what came of it. */
    void send(WatchState state, List<Silence> silences, Instant now) {
        state.toSend(now)
                .forEach((receiver, message) ->
                        post(receiver, message.letter(orders.environment()), message.attempts()));
        for (String receiver : orders.alertmanagers()) {
            Instant earliest = notBefore.getOrDefault(receiver, Instant.MIN);
            // What lies further ahead is from before the clock was put back.
            if (now.isBefore(earliest) && !earliest.isAfter(now.plus(FEED_GIVEN_UP))) {
                continue;
            }
            Feed feed = feeds.getOrDefault(receiver, Feed.NOTHING);
            feed.due(orders.environment(), receiver, state.current(orders, receiver, feed.ids(), silences, now), now)
                    .ifPresent(letter -> post(receiver, letter, 0));
        }
    }

    private void post(String receiver, Letter letter, int failed) {
        // Until it was heard what came of one, nobody knows whether it is to be sent again.
        if (underway.contains(receiver)) {
            return;
        }
        boolean begun = receivers.post(
                receiver, letter, failed, delivery -> outcomes.add(new Outcome(receiver, letter, delivery)));
        if (begun) {
            underway.add(receiver);
        }
    }
}
