package dev.berth.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Adds up by how much numbers have grown. What the engine counts for a service is a sum over the containers that there are:
 * it falls when one of them is replaced, which Prometheus would take for a new beginning of all of them.
 */
final class Growth {
    private final Map<Key, Course> courses = new HashMap<>();

    private record Key(Metric metric, String service) {}

    /**
     * How far one number has come.
     *
     * @param epoch of what the last value was counted
     */
    private record Course(double total, String epoch, long last) {
        Course at(String now, long value) {
            boolean goesOn = now.equals(epoch) && value >= last;
            return new Course(goesOn ? total + value - last : total, now, value);
        }
    }

    /** Takes what a number is now; nothing is added where it is not known, or where it counts something else than before. */
    void take(Metric metric, String service, OptionalLong value, String epoch) {
        if (value.isPresent()) {
            courses.merge(
                    new Key(metric, service),
                    new Course(0, epoch, value.getAsLong()),
                    (course, begun) -> course.at(epoch, value.getAsLong()));
        }
    }

    /** Adds what was counted elsewhere. */
    void add(Metric metric, String service, long more) {
        Key key = new Key(metric, service);
        Course course = courses.getOrDefault(key, new Course(0, "", 0));
        courses.put(key, new Course(course.total() + more, "", 0));
    }

    /** By how much it has grown since it was taken first; empty where it never was. */
    OptionalDouble of(Metric metric, String service) {
        Course course = courses.get(new Key(metric, service));
        return course == null ? OptionalDouble.empty() : OptionalDouble.of(course.total());
    }

    /** Forgets all others. */
    void keep(Set<String> services) {
        courses.keySet().removeIf(key -> !services.contains(key.service()));
    }
}
