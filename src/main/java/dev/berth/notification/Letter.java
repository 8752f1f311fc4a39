package dev.berth.notification;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one receiver is sent at once.
 *
 * @param id the same at every attempt: who knows it already need not take it again
 * @param news what fires and what is over since the letter before
 * @param reminders what was told of before, and fires still
 */
public record Letter(String id, String environment, Instant madeAt, List<News> news, List<News> reminders) {
    public Letter {
        news = List.copyOf(news);
        reminders = List.copyOf(reminders);
        if (news.isEmpty() && reminders.isEmpty()) {
            throw new IllegalArgumentException("a letter needs something to say");
        }
    }

    /** One that asks for nothing but to be seen. */
    static Letter trial(String id, String environment, String receiver, Instant now) {
        return new Letter(
                id,
                environment,
                now,
                List.of(new News(
                        id,
                        "test",
                        receiver,
                        Definition.Severity.INFO,
                        "Berth was asked whether its messages arrive: nothing is wrong.",
                        now,
                        Optional.empty())),
                List.of());
    }
}
