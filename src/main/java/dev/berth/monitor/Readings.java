package dev.berth.monitor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one look at a stack found.
 *
 * @param silent why a whole measurement could not be read
 * @param silentServices why what stands inside of a service could not be read, by its name
 */
record Readings(List<Reading> all, Map<Measurement, String> silent, Map<String, String> silentServices) {

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
