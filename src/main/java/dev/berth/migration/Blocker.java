package dev.berth.migration;

import java.util.Optional;

/**
 * A session that holds a lock that a migration waits for.
 *
 * @param process the id of the server's process
 * @param state such as "idle in transaction"; empty where the migrating role may not see it
 */
public record Blocker(int process, String user, String application, Optional<String> state) {

    /** Such as: session 4711 of app (psql), idle in transaction. */
    public String describe() {
        return "session %d of %s%s%s"
                .formatted(
                        process,
                        user,
                        application.isBlank() ? "" : " (%s)".formatted(application),
                        state.map(text -> ", " + text).orElse(""));
    }
}
