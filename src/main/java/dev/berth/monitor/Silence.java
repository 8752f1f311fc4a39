package dev.berth.monitor;

import java.time.Instant;

/**
 * Alerts that somebody does not want to be told of for a while.
 *
 * @param comment why
 * @param by who said so
 * @param until when it ends; from then on it says nothing
 */
record Silence(String id, Glob rule, Glob target, String comment, String by, Instant since, Instant until) {

    boolean covers(Alert.Key key, Instant now) {
        return now.isBefore(until) && rule.matches(key.rule()) && target.matches(key.target());
    }
}
