package dev.berth.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that a database's schema consists of at one moment. */
record Schema(Map<SchemaObject.Key, SchemaObject> objects) {

    static Schema of(Collection<SchemaObject> objects) {
        Map<SchemaObject.Key, SchemaObject> byKey = new LinkedHashMap<>();
        new TreeSet<>(objects).forEach(object -> byKey.put(object.key(), object));
        return new Schema(byKey);
    }

    /**
     * This schema with what changed between two looks at the database, and with nothing else that was in it then: what
     * differed before the first look, and was not touched since, still differs.
     */
    Schema advanced(Schema before, Schema after) {
        List<SchemaObject> next = new ArrayList<>();
        Set<SchemaObject.Key> keys = new HashSet<>(objects.keySet());
        keys.addAll(after.objects.keySet());
        for (SchemaObject.Key key : keys) {
            SchemaObject now = after.objects.get(key);
            SchemaObject taken = isSame(before.objects.get(key), now) ? objects.get(key) : now;
            if (taken != null) {
                next.add(taken);
            }
        }
        return of(next);
    }

    private static boolean isSame(@Nullable SchemaObject before, @Nullable SchemaObject now) {
        return before == null ? now == null : before.equals(now);
    }

    /** What another one has that differs; what goes with something that was added or removed is not named beside it. */
    List<Difference> differences(Schema other) {
        Set<SchemaObject> all = new TreeSet<>(other.objects.values());
        all.addAll(objects.values());
        Set<String> removed = names(objects, other.objects);
        Set<String> added = names(other.objects, objects);
        List<Difference> differences = new ArrayList<>();
        for (SchemaObject object : all) {
            Optional<SchemaObject> own = Optional.ofNullable(objects.get(object.key()));
            Optional<SchemaObject> others = Optional.ofNullable(other.objects.get(object.key()));
            Optional<String> expected = own.map(SchemaObject::definition);
            Optional<String> actual = others.map(SchemaObject::definition);
            boolean goesAlong = (own.isEmpty() && added.contains(object.partOf()))
                    || (others.isEmpty() && removed.contains(object.partOf()));
            if (!expected.equals(actual) && !goesAlong) {
                Difference.Change change = own.isEmpty()
                        ? Difference.Change.ADDED
                        : others.isEmpty() ? Difference.Change.REMOVED : Difference.Change.CHANGED;
                differences.add(new Difference(change, object.kind(), object.name(), expected, actual));
            }
        }
        return differences;
    }

    private static Set<String> names(
            Map<SchemaObject.Key, SchemaObject> there, Map<SchemaObject.Key, SchemaObject> notThere) {
        Set<String> names = new HashSet<>();
        there.forEach((key, object) -> {
            if (!notThere.containsKey(key)) {
                names.add(object.name());
            }
        });
        return names;
    }
}
