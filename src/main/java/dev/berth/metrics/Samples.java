package dev.berth.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Gathers numbers of one moment; what is not known is left out, never 0. */
final class Samples {
    private final List<String> common;
    private final Map<Metric, Map<List<String>, Double>> values = new EnumMap<>(Metric.class);

    /** @param common the values of the labels that all have */
    Samples(String... common) {
        this.common = List.of(common);
    }

    void add(Metric metric, double value, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException("%s has the labels %s".formatted(metric.sampleName(), metric.labels()));
        }
        if (Double.isFinite(value)) {
            // Two of the same labels would be refused together with all others.
            values.computeIfAbsent(metric, each -> new LinkedHashMap<>()).put(List.of(labels), value);
        }
    }

    void add(Metric metric, long value, String... labels) {
        add(metric, (double) value, labels);
    }

    void add(Metric metric, OptionalDouble value, String... labels) {
        if (value.isPresent()) {
            add(metric, value.getAsDouble(), labels);
        }
    }

    void add(Metric metric, OptionalLong value, String... labels) {
        if (value.isPresent()) {
            add(metric, value.getAsLong(), labels);
        }
    }

    void add(Metric metric, OptionalInt value, String... labels) {
        if (value.isPresent()) {
            add(metric, value.getAsInt(), labels);
        }
    }

    void add(Metric metric, Duration value, String... labels) {
        add(metric, value.toNanos() / 1e9, labels);
    }

    void add(Metric metric, Instant value, String... labels) {
        add(metric, value.toEpochMilli() / 1e3, labels);
    }

    void flag(Metric metric, boolean so, String... labels) {
        add(metric, so ? 1 : 0, labels);
    }

    void one(Metric metric, String... labels) {
        add(metric, 1, labels);
    }

    /** 1 for the state that something is in, 0 for all others that there are; the state is the last label. */
    <S extends Enum<S>> void state(Metric metric, S state, String... labels) {
        for (S each : state.getDeclaringClass().getEnumConstants()) {
            String[] all = Arrays.copyOf(labels, labels.length + 1);
            all[labels.length] = Words.of(each);
            flag(metric, each == state, all);
        }
    }

    void duration(Metric metric, Optional<Duration> value, String... labels) {
        value.ifPresent(known -> add(metric, known, labels));
    }

    void time(Metric metric, Optional<Instant> value, String... labels) {
        value.ifPresent(known -> add(metric, known, labels));
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        values.forEach((metric, points) -> snapshots.add(
                switch (metric.kind()) {
                    case GAUGE -> gauge(metric, points);
                    case COUNTER -> counter(metric, points);
                    case INFO -> info(metric, points);
                }));
        return new MetricSnapshots(snapshots);
    }

    private MetricSnapshot gauge(Metric metric, Map<List<String>, Double> points) {
        GaugeSnapshot.Builder builder = described(GaugeSnapshot.builder(), metric);
        points.forEach((labels, value) -> builder.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(labels(metric, labels))
                .build()));
        return builder.build();
    }

    private MetricSnapshot counter(Metric metric, Map<List<String>, Double> points) {
        CounterSnapshot.Builder builder = described(CounterSnapshot.builder(), metric);
        points.forEach((labels, value) -> builder.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(value)
                .labels(labels(metric, labels))
                .build()));
        return builder.build();
    }

    private MetricSnapshot info(Metric metric, Map<List<String>, Double> points) {
        InfoSnapshot.Builder builder =
                InfoSnapshot.builder().name(metric.familyName()).help(metric.help());
        points.keySet()
                .forEach(labels -> builder.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(labels(metric, labels))
                        .build()));
        return builder.build();
    }

    private static <B extends MetricSnapshot.Builder<B>> B described(B builder, Metric metric) {
        return switch (metric.measure()) {
            case BYTES -> named(builder, metric).unit(Unit.BYTES);
            case SECONDS, TIME -> named(builder, metric).unit(Unit.SECONDS);
            case RATIO -> named(builder, metric).unit(Unit.RATIO);
            case BYTES_PER_SECOND, PER_SECOND, FLAG, ONE, NUMBER -> named(builder, metric);
        };
    }

    private static <B extends MetricSnapshot.Builder<B>> B named(B builder, Metric metric) {
        return builder.name(metric.familyName()).help(metric.help());
    }

    private Labels labels(Metric metric, List<String> own) {
        List<String> names = new ArrayList<>(Metric.COMMON_LABELS);
        List<String> texts = new ArrayList<>(common);
        names.addAll(metric.labels());
        texts.addAll(own);
        return Labels.of(names, texts);
    }
}
