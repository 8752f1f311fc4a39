package dev.berth.monitor;

import dev.berth.notification.Letter;
import dev.berth.notification.News;
import java.time.Instant;
import java.util.List;

/**
 * What one receiver is sent at once. It stays the same until it was delivered, however often that is tried.
 *
 * @param id the same at every attempt: who knows it already need not take it again
 * @param news what fires and what is over since the message before
 * @param reminders what was told of before, and fires still
 * @param attempts how often it could not be delivered
 * @param notBefore when it is tried next
 */
record Message(String id, Instant madeAt, List<News> news, List<News> reminders, int attempts, Instant notBefore) {

    List<News> firing() {
        return news.stream().filter(each -> !each.isResolved()).toList();
    }

    List<News> resolved() {
        return news.stream().filter(News::isResolved).toList();
    }

    Letter letter(String environment) {
        return new Letter(id, environment, madeAt, news, reminders);
    }

    Message failed(Instant next) {
        return new Message(id, madeAt, news, reminders, attempts + 1, next);
    }

    Message tried(Instant from) {
        return new Message(id, madeAt, news, reminders, attempts, from);
    }
}
