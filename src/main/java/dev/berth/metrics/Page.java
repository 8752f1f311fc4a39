package dev.berth.metrics;

import dev.berth.health.Surroundings;
import dev.berth.monitor.Sight;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * What was seen last, as a page of metrics: written once for each look, however many ask for it. A watch that does not look
 * any more leaves nothing on it but when it looked last.
 */
final class Page {
    /** A watch looks every five seconds. */
    private static final Duration OLD = Duration.ofSeconds(30);

    private final String environment;
    private final String project;
    private final Build build;
    private final InstantSource clock;
    private final Instant begun;
    private final ServiceCounters counters;
    private final Map<Wish, byte[]> written = new HashMap<>();
    private Optional<Sight> last = Optional.empty();
    private boolean isOld;

    Page(String environment, String project, Build build, InstantSource clock) {
        this.environment = environment;
        this.project = project;
        this.build = build;
        this.clock = clock;
        this.begun = clock.instant();
        this.counters = new ServiceCounters(begun);
    }

    /** Takes what was seen. */
    synchronized void take(Sight sight) {
        if (sight.live().outage().isEmpty()) {
            counters.look(sight.live());
        }
        last = Optional.of(sight);
        written.clear();
    }

    /** The page as somebody wants it. */
    synchronized byte[] bytes(Wish wish) {
        // Also where the clock was set: what lies ahead is no newer than what lies behind.
        boolean old = last.map(sight ->
                        Duration.between(sight.at(), clock.instant()).abs().compareTo(OLD) > 0)
                .orElse(false);
        if (old != isOld) {
            written.clear();
            isOld = old;
        }
        return written.computeIfAbsent(wish, this::write);
    }

    private byte[] write(Wish wish) {
        byte[] plain = wish.format().write(snapshots());
        return wish.zipped() ? zipped(plain) : plain;
    }

    private MetricSnapshots snapshots() {
        Samples samples = new Samples(environment, project);
        WatchSamples watch = new WatchSamples(samples);
        watch.add(build, begun);
        last.ifPresent(sight -> watch.add(sight.at()));
        last.filter(sight -> !isOld).ifPresent(sight -> {
            watch.add(sight);
            // Whatever else is known is as old as the engine's last answer.
            if (sight.live().outage().isEmpty()) {
                seen(sight, samples);
            }
        });
        return samples.snapshots();
    }

    private void seen(Sight sight, Samples samples) {
        new ServiceSamples(samples, counters).add(sight.live());
        StoreSamples stores = new StoreSamples(samples);
        sight.live()
                .snapshot()
                .services()
                .forEach(service -> service.store().ifPresent(store -> stores.add(service.name(), store)));
        new SurroundingsSamples(samples, sight.at())
                .add(sight.live().snapshot().surroundings().orElse(Surroundings.UNKNOWN));
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
