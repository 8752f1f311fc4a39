package dev.berth.monitor;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What one look at a stack found.
 *
 * @param silent why a whole measurement could not be read
 * @param silentServices why what stands inside of a service could not be read, by its name
 */
record Readings(List<Reading> all, Map<Measurement, String> silent, Map<String, String> silentServices) {

    /** The same with every word put through this. */
    Readings with(UnaryOperator<String> words) {
        Map<Measurement, String> measurements = new EnumMap<>(Measurement.class);
        silent.forEach((measurement, reason) -> measurements.put(measurement, words.apply(reason)));
        Map<String, String> services = new TreeMap<>();
        silentServices.forEach((service, reason) -> services.put(service, words.apply(reason)));
        return new Readings(
                all.stream()
                        .map(reading ->
                                new Reading(reading.measurement(), reading.target(), with(reading.finding(), words)))
                        .toList(),
                measurements,
                services);
    }

    private static Finding with(Finding finding, UnaryOperator<String> words) {
        return switch (finding) {
            case Finding.Known(double value, String detail) -> new Finding.Known(value, words.apply(detail));
            case Finding.NoData(String reason) -> new Finding.NoData(words.apply(reason));
            case Finding.Gone gone -> gone;
        };
    }

    List<Reading> of(Measurement measurement) {
        return all.stream()
                .filter(reading -> reading.measurement() == measurement)
                .toList();
    }

    /** What is known of a target that no reading names: whether it is gone, or only could not be looked at. */
    Finding missing(Measurement measurement, String target) {
        return Optional.ofNullable(silent.get(measurement))
                .or(() -> measurement.scope() == Measurement.Scope.SERVICE
                        ? Optional.ofNullable(silentServices.get(target))
                        : Optional.empty())
                .<Finding>map(Finding.NoData::new)
                .orElseGet(Finding.Gone::new);
    }
}
