package dev.berth.monitor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What was done to services of an environment, and how often.
 *
 * @param circuits by service, of those that were repaired lately
 * @param repairs the last ones, oldest first
 */
record Recoveries(SortedMap<String, Circuit> circuits, List<Repair> repairs) {
    static final Recoveries NONE = new Recoveries(new TreeMap<>(), List.of());

    private static final int KEPT = 50;

    /** How often a service was repaired within the last minutes. */
    int count(String service, Instant now) {
        return circuit(service).count(now);
    }

    /** How often each service was repaired within a day. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        circuits.forEach(
                (service, circuit) -> counts.put(service, circuit.attempts().size()));
        return counts;
    }

    /** The services of which the last repair has failed, or was cut off. */
    Map<String, Instant> broken() {
        Map<String, Instant> last = new HashMap<>();
        repairs.forEach(repair -> {
            if (repair.outcome() == Repair.Outcome.FAILED || repair.outcome() == Repair.Outcome.CUT_OFF) {
                last.put(repair.service(), repair.time());
            } else {
                last.remove(repair.service());
            }
        });
        return last;
    }

    Circuit circuit(String service) {
        return circuits.getOrDefault(service, Circuit.UNUSED);
    }

    /** The services that were given up. */
    Set<String> givenUp() {
        Set<String> services = new HashSet<>();
        circuits.forEach((service, circuit) -> {
            if (circuit.open()) {
                services.add(service);
            }
        });
        return services;
    }

    /** The same once every service was looked at. */
    Recoveries seen(Collection<String> well, Instant now) {
        SortedMap<String, Circuit> next = new TreeMap<>();
        circuits.forEach((service, circuit) -> {
            Circuit seen = circuit.seen(well.contains(service), now);
            if (!seen.isUnused()) {
                next.put(service, seen);
            }
        });
        return new Recoveries(next, repairs);
    }

    /** The same with a repair that is about to be made. */
    Recoveries begun(Repair repair) {
        List<Repair> more = new ArrayList<>(repairs);
        more.add(repair);
        return new Recoveries(
                with(repair.service(), circuit -> circuit.attempted(repair.time())),
                List.copyOf(more.subList(Math.max(0, more.size() - KEPT), more.size())));
    }

    /** The same once it is known what came of it. */
    Recoveries ended(Repair repair) {
        return new Recoveries(
                circuits,
                repairs.stream()
                        .map(each -> isSame(each, repair) ? repair : each)
                        .toList());
    }

    /** The same where it turned out that nothing was to be done: that was no repair. */
    Recoveries withdrawn(Repair repair) {
        return new Recoveries(
                with(repair.service(), circuit -> circuit.withdrawn(repair.time())),
                repairs.stream().filter(each -> !isSame(each, repair)).toList());
    }

    Recoveries givenUp(String service) {
        return new Recoveries(with(service, Circuit::opened), repairs);
    }

    /** What a watch that was killed has left. */
    Recoveries takenUp() {
        return new Recoveries(
                circuits,
                repairs.stream()
                        .map(each -> each.outcome() == Repair.Outcome.UNDERWAY
                                ? each.ended(Repair.Outcome.CUT_OFF, "the watch ended meanwhile")
                                : each)
                        .toList());
    }

    private SortedMap<String, Circuit> with(String service, UnaryOperator<Circuit> change) {
        SortedMap<String, Circuit> next = new TreeMap<>(circuits);
        next.put(service, change.apply(circuit(service)));
        return next;
    }

    private static boolean isSame(Repair one, Repair other) {
        return one.time().equals(other.time()) && one.service().equals(other.service());
    }
}
