package dev.berth.monitor;

import dev.berth.environment.Environment;
import dev.berth.workspace.Alerts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All that a watch has to remember of one environment: its alerts, and what each receiver was told of them.
 *
 * <p>It is written down after each look and before anything is sent, and again after each delivery. What was sent and not
 * written down as delivered is sent again under the same id.
 */
record WatchState(AlertBook book, List<Desk> desks) {
    static final WatchState EMPTY = new WatchState(AlertBook.EMPTY, List.of());

    /**
     * What an environment is watched by.
     *
     * @param receivers the names of all
     */
    record Orders(String environment, List<Rule> rules, Causes causes, Collection<String> receivers, Pace pace) {
        static Orders of(Environment environment) {
            Alerts alerts = environment.definition().alerts();
            return new Orders(
                    environment.name(),
                    Rules.of(alerts),
                    Causes.of(environment.model()),
                    alerts.receivers().keySet(),
                    Pace.USUAL);
        }
    }

    /** What becomes of it at one look. */
    WatchState looked(Orders orders, Readings readings, List<Silence> silences, Instant now) {
        Duration unseen = book.unseen(now);
        AlertBook next = book.looked(orders.environment(), orders.rules(), readings, orders.causes(), now);
        Map<String, Desk> known = new LinkedHashMap<>();
        desks.forEach(desk -> known.put(desk.receiver(), unseen.isNegative() ? desk.putBack(unseen.negated()) : desk));
        Set<String> muted = muted(next, silences, now);
        List<Desk> told = new ArrayList<>();
        for (String receiver : orders.receivers()) {
            told.add(known.getOrDefault(receiver, Desk.of(receiver))
                    .looked(orders.environment(), open(next, orders.rules(), receiver), muted, orders.pace(), now));
        }
        return new WatchState(next, List.copyOf(told));
    }

    /** The ids of what nobody is to be told of now. */
    private static Set<String> muted(AlertBook book, List<Silence> silences, Instant now) {
        Set<String> muted = new HashSet<>();
        for (Alert alert : book.alerts()) {
            boolean silenced = silences.stream().anyMatch(silence -> silence.covers(alert.key(), now));
            if (silenced || alert.explainedBy().isPresent()) {
                alert.open().ifPresent(incident -> muted.add(incident.id()));
            }
        }
        return muted;
    }

    private static List<News> open(AlertBook book, List<Rule> rules, String receiver) {
        Set<String> told = new HashSet<>();
        rules.stream()
                .filter(rule ->
                        rule.receivers().map(names -> names.contains(receiver)).orElse(true))
                .forEach(rule -> told.add(rule.name()));
        return book.alerts().stream()
                .filter(alert -> told.contains(alert.key().rule()))
                .flatMap(alert -> alert.open().map(incident -> News.of(alert, incident)).stream())
                .toList();
    }

    /** What is to be sent now, by receiver. */
    Map<String, Message> toSend(Instant now) {
        Map<String, Message> messages = new LinkedHashMap<>();
        for (Desk desk : desks) {
            desk.toSend(now).ifPresent(message -> messages.put(desk.receiver(), message));
        }
        return messages;
    }

    WatchState delivered(String receiver, String message, Instant now) {
        return at(receiver, desk -> desk.delivered(message, now));
    }

    WatchState failed(String receiver, String message, Instant now) {
        return at(receiver, desk -> desk.failed(message, now));
    }

    private WatchState at(String receiver, UnaryOperator<Desk> change) {
        return new WatchState(
                book,
                desks.stream()
                        .map(desk -> desk.receiver().equals(receiver) ? change.apply(desk) : desk)
                        .toList());
    }

    /** All alerts as they are shown. */
    List<Standing> standings(List<Silence> silences, Instant now) {
        return book.alerts().stream()
                .map(alert -> Standing.of(alert, silences, now))
                .toList();
    }
}
