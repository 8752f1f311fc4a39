package dev.berth.health;

/**
 * How a store is, in one line: what is wrong with it where something is, else its vital numbers.
 *
 * @param words such as {@code 41/100 conn · hit 99.2%} or {@code evicts keys (noeviction expected)}
 */
public record Verdict(Severity severity, String words) {
    static Verdict well(String words) {
        return new Verdict(Severity.WELL, words);
    }

    static Verdict degraded(String words) {
        return new Verdict(Severity.DEGRADED, words);
    }

    static Verdict noData(String reason) {
        return new Verdict(Severity.NO_DATA, "no data: " + reason);
    }
}
