package dev.berth.monitor;

import dev.berth.notification.News;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one receiver knows, and what is to be told next. It is told of the difference between what it knows and what is,
 * never of events, so that nothing is lost or doubled when the watch or its clock begins anew.
 *
 * @param receiver its name
 * @param sent how many messages were made for it
 * @param heard what it was told of and does not know to be over
 * @param waiting what it is to be told of with the next message
 * @param dueAt when that is; empty where nothing waits
 * @param lastAt when it was last told something; empty where it never was
 * @param outgoing a message that is not known to be delivered
 */
record Desk(
        String receiver,
        long sent,
        List<News> heard,
        List<News> waiting,
        Optional<Instant> dueAt,
        Optional<Instant> lastAt,
        Optional<Message> outgoing) {

    static Desk of(String receiver) {
        return new Desk(receiver, 0, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * What there is to tell now.
     *
     * @param open the incidents that are not over and concern this receiver
     * @param mutes which of those it is not to be told of now; what is only held waits with the rest, so that a cause that comes
     *     and goes keeps nothing back for ever
     */
    Desk looked(String environment, Collection<News> open, Mutes mutes, Pace pace, Instant now) {
        return gathered(open, mutes.muted(), now).scheduled(pace, now).prepared(environment, mutes, pace, now);
    }

    private Desk gathered(Collection<News> open, Set<String> muted, Instant now) {
        Map<String, News> stillOpen = new LinkedHashMap<>();
        open.forEach(news -> stillOpen.put(news.id(), news));
        Set<String> known = new HashSet<>();
        Map<String, News> over = new LinkedHashMap<>();
        Stream.concat(heard.stream(), outgoing.stream().flatMap(message -> message.firing().stream()))
                .forEach(news -> {
                    known.add(news.id());
                    if (!stillOpen.containsKey(news.id())) {
                        over.put(news.id(), news);
                    }
                });
        outgoing.ifPresent(message -> message.resolved().forEach(news -> over.remove(news.id())));
        Map<String, News> next = new LinkedHashMap<>();
        waiting.stream()
                .filter(news -> over.containsKey(news.id()) || stillOpen.containsKey(news.id()))
                .forEach(news -> next.put(news.id(), news));
        over.forEach((id, news) ->
                next.compute(id, (same, told) -> told != null && told.isResolved() ? told : news.resolved(now)));
        stillOpen.forEach((id, news) -> {
            if (known.contains(id) || muted.contains(id)) {
                next.remove(id);
            } else {
                next.put(id, news);
            }
        });
        List<News> current = heard.stream()
                .map(news -> stillOpen.getOrDefault(news.id(), news))
                .toList();
        return new Desk(receiver, sent, current, List.copyOf(next.values()), dueAt, lastAt, outgoing);
    }

    private Desk scheduled(Pace pace, Instant now) {
        return due(waiting.isEmpty() ? Optional.empty() : dueAt.or(() -> Optional.of(next(pace, now))));
    }

    private Instant next(Pace pace, Instant now) {
        Instant gathered = now.plus(pace.gathering());
        return lastAt.map(last -> last.plus(pace.interval()))
                .filter(gathered::isBefore)
                .orElse(gathered);
    }

    private Desk prepared(String environment, Mutes mutes, Pace pace, Instant now) {
        List<News> reminders =
                heard.stream().filter(news -> !mutes.contains(news.id())).toList();
        List<News> ready = waiting.stream()
                .filter(news -> news.isResolved() || !mutes.held().contains(news.id()))
                .toList();
        // After an outage of the receiver's, too, there is a pause between what was held up and what has come since.
        boolean isDue = !ready.isEmpty()
                && dueAt.filter(due -> !due.isAfter(now)).isPresent()
                && lastAt.map(last -> !last.plus(pace.interval()).isAfter(now)).orElse(true);
        boolean isToRepeat = !reminders.isEmpty()
                && lastAt.filter(last -> !last.plus(pace.repeat()).isAfter(now)).isPresent();
        if (outgoing.isPresent() || !(isDue || isToRepeat)) {
            return this;
        }
        Set<String> changed = new HashSet<>();
        ready.forEach(news -> changed.add(news.id()));
        List<News> left = new ArrayList<>(waiting);
        left.removeAll(ready);
        Message message = new Message(
                Incident.id(environment, receiver, Long.toString(sent), now.toString()),
                now,
                ready,
                reminders.stream().filter(news -> !changed.contains(news.id())).toList(),
                0,
                now);
        return new Desk(receiver, sent + 1, heard, List.copyOf(left), Optional.empty(), lastAt, Optional.of(message));
    }

    /** The message to deliver now. */
    Optional<Message> toSend(Instant now) {
        return outgoing.filter(message -> !message.notBefore().isAfter(now));
    }

    /**
     * The same once a message was delivered, or given up: that lies on the disk then and is not made anew, while what fires is
     * reminded of as ever. One that is not out any more changes nothing.
     */
    Desk delivered(String message, Instant now) {
        Optional<Message> done = outgoing.filter(out -> out.id().equals(message));
        if (done.isEmpty()) {
            return this;
        }
        Set<String> over = new HashSet<>();
        done.get().resolved().forEach(news -> over.add(news.id()));
        List<News> known = new ArrayList<>(heard);
        known.addAll(done.get().firing());
        known.removeIf(news -> over.contains(news.id()));
        return new Desk(receiver, sent, List.copyOf(known), waiting, dueAt, Optional.of(now), Optional.empty());
    }

    /** The same once a message could not be delivered, which is tried again then. */
    Desk failed(String message, Instant next) {
        return new Desk(
                receiver,
                sent,
                heard,
                waiting,
                dueAt,
                lastAt,
                outgoing.map(out -> out.id().equals(message) ? out.failed(next) : out));
    }

    /** The same by a clock that was put back by so much. */
    Desk putBack(Duration by) {
        return new Desk(
                receiver,
                sent,
                heard,
                waiting,
                dueAt.map(due -> due.minus(by)),
                lastAt.map(last -> last.minus(by)),
                outgoing.map(message -> message.tried(message.notBefore().minus(by))));
    }

    private Desk due(Optional<Instant> at) {
        return new Desk(receiver, sent, heard, waiting, at, lastAt, outgoing);
    }
}
