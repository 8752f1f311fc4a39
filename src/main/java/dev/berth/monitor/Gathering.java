package dev.berth.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Takes what one look finds, and why the rest was not found. */
final class Gathering {
    private final List<Reading> readings = new ArrayList<>();
    private final Map<Measurement, String> silent = new EnumMap<>(Measurement.class);
    private final Map<String, String> silentServices = new HashMap<>();

    void add(Measurement measurement, String target, double value) {
        add(measurement, target, value, "");
    }

    /** Takes whether something is so, and if it is, more of that. */
    void add(Measurement measurement, String target, boolean so, String detail) {
        add(measurement, target, so ? 1 : 0, so ? detail : "");
    }

    void add(Measurement measurement, String target, double value, String detail) {
        readings.add(new Reading(measurement, target, new Finding.Known(value, detail)));
    }

    /** Takes a number that there should be. */
    void add(Measurement measurement, String target, OptionalDouble value) {
        if (value.isPresent()) {
            add(measurement, target, value.getAsDouble());
        } else {
            noData(measurement, target, "it was not measured yet");
        }
    }

    void noData(Measurement measurement, String target, String reason) {
        readings.add(new Reading(measurement, target, new Finding.NoData(reason)));
    }

    /** Nothing is known of a measurement, whoever it is of. */
    void silent(Measurement measurement, String reason) {
        silent.put(measurement, reason);
    }

    /** Nothing is known of a service but what was taken. */
    void silentService(String service, String reason) {
        silentServices.put(service, reason);
    }

    Readings readings() {
        return new Readings(List.copyOf(readings), Map.copyOf(silent), Map.copyOf(silentServices));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    static OptionalDouble toDouble(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }
}
