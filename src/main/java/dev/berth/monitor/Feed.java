package dev.berth.monitor;

import dev.berth.notification.Letter;
import dev.berth.notification.News;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an Alertmanager was told last. It is told of what is new at once, and of all once a minute, as a Prometheus does; nothing
 * of it has to survive a restart.
 */
record Feed(List<News> told, Optional<Instant> at) {
    static final Feed NOTHING = new Feed(List.of(), Optional.empty());

    private static final Duration REPEAT = Duration.ofMinutes(1);

    /** The ids of what it was told. */
    Set<String> ids() {
        return told.stream().map(News::id).collect(Collectors.toSet());
    }

    /** What it is to be told now. */
    Optional<Letter> due(String environment, String receiver, List<News> current, Instant now) {
        boolean isToRepeat = at.map(
                        last -> last.isAfter(now) || !last.plus(REPEAT).isAfter(now))
                .orElse(true);
        boolean isNew = !incidents(current).equals(incidents(told));
        return current.isEmpty() || !(isToRepeat || isNew)
                ? Optional.empty()
                : Optional.of(new Letter(
                        Incident.id(environment, receiver, now.toString()), environment, now, current, List.of()));
    }

    /** The same once it was told that. */
    static Feed delivered(Letter letter) {
        return new Feed(letter.news(), Optional.of(letter.madeAt()));
    }

    private static List<String> incidents(List<News> all) {
        return all.stream()
                .map(news -> "%s %s".formatted(news.id(), news.isResolved()))
                .sorted()
                .toList();
    }
}
