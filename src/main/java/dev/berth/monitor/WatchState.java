package dev.berth.monitor;

import dev.berth.environment.Environment;
import dev.berth.notification.Delivery;
import dev.berth.notification.News;
import dev.berth.workspace.Alerts;
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
import java.util.function.UnaryOperator;

/**
 * All that a watch has to remember of one environment: its alerts, what each receiver was told of them, and what it did.
 *
 * <p>It is written down after each look and before anything is sent, and again after each delivery. What was sent and not
 * written down as delivered is sent again under the same id.
 */
record WatchState(AlertBook book, List<Desk> desks, Recoveries recoveries) {
    static final WatchState EMPTY = new WatchState(AlertBook.EMPTY, List.of(), Recoveries.NONE);

    /**
     * What an environment is watched by.
     *
     * @param receivers the names of those that are told of what changed
     * @param alertmanagers the names of those that are told of what is
     */
    record Orders(
            String environment,
            List<Rule> rules,
            Causes causes,
            Collection<String> receivers,
            Collection<String> alertmanagers,
            Pace pace) {
        static Orders of(Environment environment) {
            Alerts alerts = environment.definition().alerts();
            List<String> alertmanagers = new ArrayList<>();
            List<String> others = new ArrayList<>();
            alerts.receivers()
                    .forEach((name, receiver) ->
                            (receiver instanceof Alerts.Receiver.Alertmanager ? alertmanagers : others).add(name));
            return new Orders(
                    environment.name(),
                    Rules.of(alerts),
                    Causes.of(environment.model()),
                    others,
                    alertmanagers,
                    Pace.USUAL);
        }
    }

    /** What becomes of it at one look. */
    WatchState looked(Orders orders, Readings readings, List<Silence> silences, Instant now) {
        Duration unseen = book.unseen(now);
        AlertBook next = book.looked(orders.environment(), orders.rules(), readings, orders.causes(), now);
        Map<String, Desk> known = new LinkedHashMap<>();
        desks(unseen).forEach(desk -> known.put(desk.receiver(), desk));
        Mutes mutes = mutes(next, silences, now);
        List<Desk> told = new ArrayList<>();
        for (String receiver : orders.receivers()) {
            told.add(known.getOrDefault(receiver, Desk.of(receiver))
                    .looked(orders.environment(), open(next, orders.rules(), receiver), mutes, orders.pace(), now));
        }
        return new WatchState(next, List.copyOf(told), recoveries);
    }

    /** What becomes of it while nothing is judged. */
    WatchState suspended(Instant now) {
        return new WatchState(book.suspended(now), desks(book.unseen(now)), recoveries);
    }

    /** As they are by a clock that went back. */
    private List<Desk> desks(Duration unseen) {
        return unseen.isNegative()
                ? desks.stream().map(desk -> desk.putBack(unseen.negated())).toList()
                : desks;
    }

    private static Mutes mutes(AlertBook book, List<Silence> silences, Instant now) {
        Set<String> muted = new HashSet<>();
        Set<String> held = new HashSet<>();
        for (Alert alert : book.alerts()) {
            if (isSilenced(alert, silences, now)) {
                alert.open().ifPresent(incident -> muted.add(incident.id()));
            } else if (alert.explainedBy().isPresent()) {
                Set<String> explained = book.isPending(alert.explainedBy().get()) ? held : muted;
                alert.open().ifPresent(incident -> explained.add(incident.id()));
            }
        }
        return new Mutes(muted, held);
    }

    private static boolean isSilenced(Alert alert, List<Silence> silences, Instant now) {
        return silences.stream().anyMatch(silence -> silence.covers(alert.key(), now));
    }

    private static List<News> open(AlertBook book, List<Rule> rules, String receiver) {
        Set<String> told = told(rules, receiver);
        return book.alerts().stream()
                .filter(alert -> told.contains(alert.key().rule()))
                .flatMap(alert -> alert.open().map(alert::news).stream())
                .toList();
    }

    /** The names of the rules that a receiver is told of. */
    private static Set<String> told(List<Rule> rules, String receiver) {
        Set<String> told = new HashSet<>();
        rules.stream()
                .filter(rule ->
                        rule.receivers().map(names -> names.contains(receiver)).orElse(true))
                .forEach(rule -> told.add(rule.name()));
        return told;
    }

    /** What is to be sent now, by receiver. */
    Map<String, Message> toSend(Instant now) {
        Map<String, Message> messages = new LinkedHashMap<>();
        for (Desk desk : desks) {
            desk.toSend(now).ifPresent(message -> messages.put(desk.receiver(), message));
        }
        return messages;
    }

    /** The same once it is known what came of an attempt to deliver a message. */
    WatchState tried(String receiver, String message, Delivery delivery, Instant now) {
        return at(receiver, desk -> switch (delivery) {
            case Delivery.Delivered _ -> desk.delivered(message, now);
            case Delivery.GivenUp _ -> desk.delivered(message, now);
            case Delivery.Later(String _, Optional<Duration> after) ->
                desk.failed(message, now.plus(after.orElse(Duration.ZERO)));
        });
    }

    /**
     * All that an Alertmanager is to know now: what is not over, and for a while what is. It has no desk, since it forgets what
     * it is not told again, and gathers and repeats by itself: what it has been told of once, and another explains by now, is
     * not over.
     *
     * @param fed the ids of what it was told of last
     */
    List<News> current(Orders orders, String receiver, Set<String> fed, List<Silence> silences, Instant now) {
        Set<String> told = told(orders.rules(), receiver);
        return book.alerts().stream()
                .filter(alert -> told.contains(alert.key().rule()))
                .filter(alert -> !isSilenced(alert, silences, now))
                .flatMap(alert -> alert.incident().stream()
                        .filter(incident -> alert.explainedBy().isEmpty() || fed.contains(incident.id()))
                        .map(incident -> alert.phase() instanceof Phase.Resolved(Instant since)
                                ? alert.news(incident).resolved(since)
                                : alert.news(incident)))
                .toList();
    }

    private WatchState at(String receiver, UnaryOperator<Desk> change) {
        return new WatchState(
                book,
                desks.stream()
                        .map(desk -> desk.receiver().equals(receiver) ? change.apply(desk) : desk)
                        .toList(),
                recoveries);
    }

    /** The same with something else done to services. */
    WatchState with(Recoveries done) {
        return new WatchState(book, desks, done);
    }

    /** All alerts as they are shown. */
    List<Standing> standings(List<Silence> silences, Instant now) {
        return book.alerts().stream()
                .map(alert -> Standing.of(alert, silences, now))
                .toList();
    }
}
