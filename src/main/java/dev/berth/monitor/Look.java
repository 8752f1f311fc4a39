package dev.berth.monitor;

import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.Surroundings;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads what is measured of a stack out of what is known of it at one moment, and says of the rest why it is not known. */
final class Look {
    static final String ENGINE = "engine";
    static final String BACKUPS = "backups";
    static final String SECRETS = "secrets";

    private Look() {}

    static Readings at(LiveStack live, Facts facts, Instant now) {
        Gathering into = new Gathering();
        into.add(
                Measurement.ENGINE_UNREACHABLE,
                ENGINE,
                live.outage().isPresent(),
                live.outage().map(LiveStack.Outage::message).orElse(""));
        if (live.outage().isPresent()) {
            // Whatever else is known is as old as the last answer.
            for (Measurement measurement : Measurement.values()) {
                if (measurement != Measurement.ENGINE_UNREACHABLE) {
                    into.silent(measurement, "the engine does not answer");
                }
            }
            return into.readings();
        }
        ServiceLook services = new ServiceLook(live, facts.recoveries(), now, into);
        live.snapshot().services().forEach(services::add);
        stores(live, into);
        new SurroundingsLook(facts, now, into)
                .add(live.snapshot().surroundings().orElse(Surroundings.UNKNOWN));
        facts(facts, into);
        return into.readings();
    }

    private static void stores(LiveStack live, Gathering into) {
        StoreLook stores = new StoreLook(into);
        boolean asked = false;
        for (ServiceSnapshot service : live.snapshot().services()) {
            if (service.store().isPresent()) {
                asked = true;
                stores.add(service.name(), service.store().get());
            }
        }
        for (Measurement measurement : Measurement.values()) {
            if (!asked && (measurement.isOfStore() || measurement == Measurement.STORE_SILENT)) {
                into.silent(measurement, "no store was asked yet");
            }
        }
    }

    private static void facts(Facts facts, Gathering into) {
        if (facts.engineDiskUsage().isPresent()) {
            into.add(
                    Measurement.ENGINE_DISK_USAGE,
                    ENGINE,
                    facts.engineDiskUsage().getAsDouble());
        } else {
            into.silent(Measurement.ENGINE_DISK_USAGE, "the engine's disk is not looked at");
        }
        Optional<Map<String, Double>> errors = facts.logErrors();
        if (errors.isPresent()) {
            errors.get().forEach((service, rate) -> into.add(Measurement.SERVICE_LOG_ERRORS_RATE, service, rate));
        } else {
            into.silent(Measurement.SERVICE_LOG_ERRORS_RATE, "nobody has read the logs for a minute");
        }
    }
}
