package dev.berth.monitor;

import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules that there are without being written; the schema of definitions says the same of them to editors. */
final class UsualRules {
    /**
     * One a line. What is {@code so} or not has no number; {@code usage} and {@code days} are the numbers by which reports
     * and the board mark a volume.
     */
    private static final String TABLE = """
            engine-unreachable  | engine.unreachable               | so        | 1m  | -    | critical | the engine does not answer
            engine-disk         | engine.disk.usage                | > 0.85    | 5m  | 5m   | critical | the engine's disk is {value} full
            service-down        | service.down                     | so        | 30s | 1m   | critical | {target} does not serve
            service-impaired    | service.impaired                 | so        | 2m  | 1m   | warning  | {target} is not as it should be
            service-given-up    | service.given-up                 | so        | -   | -    | critical | {target} is not repaired any more
            service-flapping    | service.starts                   | > 3       | -   | 10m  | warning  | {target} was started again {value} times in ten minutes
            cpu                 | service.cpu.ratio                | > 0.95    | 10m | 5m   | warning  | {target} uses {value} of the CPU that it may use
            memory              | service.memory.ratio             | > 0.95    | 5m  | 5m   | warning  | {target} uses {value} of the memory that it may use
            oom-kill            | service.oom.kills                | > 0       | -   | -    | critical | {target} ran out of memory; times in ten minutes: {value}
            volume-usage        | volume.usage                     | > usage   | -   | 5m   | warning  | volume {target} is {value} full
            days-to-full        | volume.days-to-full              | < days    | -   | 1h   | warning  | volume {target} has room for {value} days
            connections         | postgres.connections.ratio       | > 0.9     | 1m  | 5m   | warning  | {value} of the connections of {target} are used
            long-transaction    | postgres.transaction.seconds     | > 900     | -   | 1m   | warning  | a transaction on {target} is open for {value}
            lock-wait           | postgres.lock.wait.seconds       | > 10      | 30s | 1m   | warning  | a session on {target} waits for a lock for {value}
            checksum-failures   | postgres.checksum.failures       | > 0       | -   | -    | critical | {target} found damaged pages: {value}
            wraparound          | postgres.wraparound.ratio        | > 0.7     | -   | 1h   | critical | {target} has used {value} of its transaction ids
            replication-lag     | postgres.replication.lag.seconds | > 60      | 2m  | 5m   | warning  | a standby of {target} is {value} behind
            wal-archiving       | postgres.archiving.failing       | so        | 5m  | 5m   | critical | {target} cannot archive its log
            pool-waiting        | pgbouncer.wait.seconds           | > 1       | 30s | 2m   | warning  | a client of {target} waits for {value}
            session-evictions   | redis.session.evictions.rate     | > 0       | -   | 15m  | critical | {target} throws sessions away, {value}
            redis-memory        | redis.memory.ratio               | > 0.9     | 1m  | 5m   | warning  | {target} uses {value} of its memory, and then takes no more writes
            redis-persistence   | redis.persistence.failing        | so        | 1m  | 5m   | critical | {target} cannot write its files
            store-silent        | store.silent                     | so        | 2m  | 1m   | warning  | {target} cannot be asked how it is
            backup-missing      | backup.missing                   | so        | 24h | -    | critical | there is no complete backup
            backup-overdue      | backup.overdue.seconds           | > 7200    | -   | -    | critical | a backup is overdue for {value}
            backup-failed       | backup.failed                    | so        | -   | -    | warning  | the last backup failed
            drill-failed        | backup.drill.failed              | so        | -   | -    | critical | the last drill found damage
            drill-overdue       | backup.drill.age.seconds         | > 3024000 | -   | -    | warning  | the last drill was {value} ago
            secrets-lease       | secrets.lease.seconds            | < 3600    | 5m  | -    | warning  | the login to the secrets' server ends in {value}
            secrets-server      | secrets.server.down              | so        | 1m  | 1m   | critical | the secrets' server is of no use
            drift-configuration | service.drift.configuration      | > 0       | 10m | -    | warning  | {target} does not run as it is defined
            drift-limits        | service.drift.limits             | > 0       | 10m | -    | warning  | {target} has other limits than those defined
            drift-secrets       | service.drift.secrets            | > 0       | 10m | -    | warning  | {target} reads older secrets than the store has
            log-errors          | service.log.errors.rate          | > 10      | 5m  | 5m   | warning  | {target} logs errors, {value}
            """;

    static final List<Rule> ALL = TABLE.lines().map(UsualRules::rule).toList();

    private UsualRules() {}

    private static Rule rule(String line) {
        String[] cells = line.split(" *\\| ", -1);
        return new Rule(
                cells[0],
                Measurement.named(cells[1]).orElseThrow(),
                Glob.ANYTHING,
                bound(cells[2]),
                duration(cells[3]),
                duration(cells[4]),
                Definition.Severity.valueOf(cells[5].toUpperCase(Locale.ROOT)),
                Optional.empty(),
                cells[6]);
    }

    private static Alerts.Bound bound(String text) {
        if (text.equals("so")) {
            return Alerts.Bound.above(0);
        }
        double threshold = switch (text.substring(2)) {
            case "usage" -> Definition.VolumeRules.USUAL.usage().orElseThrow().threshold();
            case "days" ->
                Definition.VolumeRules.USUAL.daysToFull().orElseThrow().threshold();
            default -> Double.parseDouble(text.substring(2));
        };
        return text.startsWith(">") ? Alerts.Bound.above(threshold) : Alerts.Bound.below(threshold);
    }

    private static Duration duration(String text) {
        return text.equals("-") ? Duration.ZERO : Quantities.duration(text);
    }
}
