package dev.berth.deployment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values from elsewhere, sorted by what they would do to an environment's store; nothing is written before all of it is known.
 *
 * @param unused names that no declared secret has
 */
public record SecretImport(List<Item> items, List<String> unused) {

    /** What happens to one secret. */
    public enum Action {
        /** It is not stored yet. */
        ADD,
        /** Another value is stored. */
        CHANGE,
        /** The same value is stored. */
        KEEP
    }

    /**
     * One secret.
     *
     * @param from its name where it comes from
     * @param current the version that is stored; 0 for none
     */
    public record Item(String name, String from, Action action, int current, SecretValue value) {}

    /**
     * Sorts values by the secrets that they are for.
     *
     * @param values by their names elsewhere
     * @param mapping secrets by such names, where somebody says so
     */
    static SecretImport of(
            SecretStore store, Set<String> declared, Map<String, SecretValue> values, Map<String, String> mapping) {
        mapping.forEach((from, name) -> {
            if (!values.containsKey(from)) {
                throw unknown("there is no " + from + " to be imported", from, values.keySet());
            }
            if (!declared.contains(name)) {
                throw unknown("no secret %s is declared".formatted(name), name, declared);
            }
        });
        Map<String, String> sources = new TreeMap<>();
        List<String> unused = new ArrayList<>();
        for (String from : values.keySet()) {
            Optional<String> name = Optional.ofNullable(mapping.get(from)).or(() -> named(from, declared));
            if (name.isEmpty()) {
                unused.add(from);
            } else if (sources.putIfAbsent(name.get(), from) != null) {
                throw new BerthException(
                        ErrorCode.USAGE,
                        "%s and %s are both for %s".formatted(sources.get(name.get()), from, name.get()),
                        "Leave one out; --map NAME=SECRET says what another name is for.");
            }
        }
        Map<String, StoredSecret> stored = store.readAll(sources.keySet());
        List<Item> items = new ArrayList<>();
        sources.forEach((name, from) -> items.add(item(
                name, from, values.getOrDefault(from, SecretValue.of("")), Optional.ofNullable(stored.get(name)))));
        return new SecretImport(items, unused);
    }

    /** How a secret is called where names have capitals and no dots: postgres.app is POSTGRES_APP. */
    static String variable(String secret) {
        return secret.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Optional<String> named(String from, Set<String> declared) {
        if (declared.contains(from)) {
            return Optional.of(from);
        }
        List<String> candidates =
                declared.stream().filter(name -> variable(name).equals(from)).toList();
        if (candidates.size() > 1) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s may be for %s".formatted(from, String.join(" or ", candidates)),
                    "Say which: --map %s=%s".formatted(from, candidates.getFirst()));
        }
        return candidates.stream().findFirst();
    }

    private static Item item(String name, String from, SecretValue value, Optional<StoredSecret> stored) {
        if (value.length() == 0) {
            throw new BerthException(
                    ErrorCode.USAGE, "the value of %s is empty".formatted(from), "Give one, or leave it out.");
        }
        Action action =
                stored.isEmpty() ? Action.ADD : stored.get().value().equals(value) ? Action.KEEP : Action.CHANGE;
        return new Item(name, from, action, stored.map(StoredSecret::version).orElse(0), value);
    }

    private static BerthException unknown(String message, String name, Set<String> known) {
        return new BerthException(ErrorCode.USAGE, message, Nearest.instead(name, known, "There is none to be named."));
    }

    /** Those that would replace another value. */
    public List<String> changes() {
        return items.stream()
                .filter(item -> item.action() == Action.CHANGE)
                .map(Item::name)
                .toList();
    }

    /** Hears how many were stored so far. */
    interface Counter {
        void counted(int done, int all);
    }

    /** Stores what is new or changed, each over exactly the version that was looked at. */
    void store(SecretStore store, Counter counter) {
        List<Item> written =
                items.stream().filter(item -> item.action() != Action.KEEP).toList();
        for (int i = 0; i < written.size(); i++) {
            Item item = written.get(i);
            try {
                store.write(item.name(), item.value(), item.current());
            } catch (BerthException e) {
                throw i == 0 ? e : after(written.subList(0, i), e);
            }
            counter.counted(i + 1, written.size());
        }
    }

    /** What was stored before a failure stays: to import the same again goes on there. */
    private static BerthException after(List<Item> stored, BerthException failure) {
        return new BerthException(
                failure.code(),
                "%s; stored before that: %s"
                        .formatted(
                                failure.getMessage(),
                                String.join(
                                        ", ", stored.stream().map(Item::name).toList())),
                failure.hint(),
                failure);
    }
}
