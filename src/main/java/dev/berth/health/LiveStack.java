package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A stack that is being followed, at one moment.
 *
 * @param snapshot the last that could be taken
 * @param containers each service's containers in full, by its name
 * @param trends how each service's numbers went lately, by its name
 * @param events what happened to its containers since it is followed, oldest first, without what runs inside them
 * @param outage why the snapshot grows old; empty while the engine answers
 */
public record LiveStack(
        StackSnapshot snapshot,
        Map<String, List<ContainerDetails>> containers,
        Map<String, Trend> trends,
        List<EngineEvent> events,
        Optional<Outage> outage) {

    /**
     * The engine does not answer.
     *
     * @param since when it was last seen well
     * @param message in its own or the system's words
     */
    public record Outage(Instant since, String message) {}

    /** A stack of which nothing is known yet but one snapshot. */
    public static LiveStack of(StackSnapshot snapshot) {
        return new LiveStack(snapshot, Map.of(), Map.of(), List.of(), Optional.empty());
    }

    /** The same with these events, of which others were heard before. */
    public LiveStack with(List<EngineEvent> all) {
        return new LiveStack(snapshot, containers, trends, all, outage);
    }

    /** The same without what is only remembered of volumes, from before that moment. */
    public LiveStack since(Instant moment) {
        if (snapshot.surroundings().isEmpty()) {
            return this;
        }
        List<VolumeUse> seen = snapshot.surroundings().get().volumes().stream()
                .filter(volume ->
                        volume.room().filter(room -> room.at().isBefore(moment)).isEmpty())
                .toList();
        return new LiveStack(
                snapshot.around(surroundings -> surroundings.with(seen)), containers, trends, events, outage);
    }

    /** The same, grown old for this reason. */
    LiveStack because(Outage reason) {
        return new LiveStack(snapshot, containers, trends, events, Optional.of(reason));
    }

    /** So many cores may be used together by those that run; empty as soon as one of them may use any number. */
    public OptionalDouble cpuLimit(String service) {
        double cores = 0;
        for (ContainerDetails container : containers(service)) {
            if (container.state() == ContainerState.RUNNING) {
                if (container.limits().cpus().isEmpty()) {
                    return OptionalDouble.empty();
                }
                cores += container.limits().cpus().getAsDouble();
            }
        }
        return cores > 0 ? OptionalDouble.of(cores) : OptionalDouble.empty();
    }

    public List<ContainerDetails> containers(String service) {
        return containers.getOrDefault(service, List.of());
    }

    public Trend trend(String service) {
        return trends.getOrDefault(service, Trend.NONE);
    }
}
