package dev.berth.metrics;

import dev.berth.health.LiveStack;
import dev.berth.monitor.LogCounts;
import dev.berth.monitor.Sight;
import dev.berth.monitor.Standing;
import java.time.Instant;

/** What a watch knows whether the engine answers or not. */
final class WatchSamples {
    private final Samples into;

    WatchSamples(Samples into) {
        this.into = into;
    }

    void add(Build build, Instant begun) {
        into.one(Metric.BUILD_INFO, build.version(), build.commit());
        into.add(Metric.WATCH_START_TIMESTAMP_SECONDS, begun);
    }

    /** When it looked last, however long ago that was. */
    void add(Instant look) {
        into.add(Metric.WATCH_LOOK_TIMESTAMP_SECONDS, look);
    }

    void add(Sight sight) {
        into.flag(Metric.WATCH_JUDGES, sight.judges());
        LiveStack live = sight.live();
        into.flag(Metric.ENGINE_UP, live.outage().isEmpty());
        into.add(
                Metric.ENGINE_SEEN_TIMESTAMP_SECONDS,
                live.outage()
                        .map(LiveStack.Outage::since)
                        .orElse(live.snapshot().takenAt()));
        into.add(Metric.ENGINE_DISK_USAGE_RATIO, sight.engineDiskUsage());
        live.snapshot()
                .services()
                .forEach(service -> into.add(
                        Metric.WATCH_REPAIRS, sight.repairs().getOrDefault(service.name(), 0), service.name()));
        sight.standings().forEach(this::alert);
        logs(sight.logs());
    }

    private void alert(Standing standing) {
        String[] labels = {
            standing.rule(),
            standing.target(),
            Words.of(standing.severity()),
            Words.of(standing.state()),
            standing.explainedBy().isPresent() ? "yes" : "no"
        };
        into.one(Metric.ALERT, labels);
        into.add(Metric.ALERT_SINCE_TIMESTAMP_SECONDS, standing.since(), labels);
    }

    private void logs(LogCounts logs) {
        into.flag(Metric.LOG_READING, logs.reads());
        logs.entries()
                .forEach((service, levels) -> levels.forEach(
                        (level, count) -> into.add(Metric.LOG_ENTRIES_TOTAL, count, service, Words.of(level))));
        into.add(Metric.LOG_ENTRIES_DROPPED_TOTAL, logs.dropped());
    }
}
