package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store that forgets everything with the test. */
public final class MemorySecretStore implements SecretStore {
    private final Map<String, List<StoredSecret>> secrets = new TreeMap<>();

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public synchronized Optional<StoredSecret> read(String name) {
        return Optional.ofNullable(secrets.get(name)).map(List::getLast);
    }

    @Override
    public synchronized Optional<StoredSecret> read(String name, int version) {
        return secrets.getOrDefault(name, List.of()).stream()
                .filter(secret -> secret.version() == version)
                .findFirst();
    }

    @Override
    public synchronized Map<String, StoredSecret> readAll(Iterable<String> names) {
        Map<String, StoredSecret> found = new TreeMap<>();
        names.forEach(name -> read(name).ifPresent(secret -> found.put(name, secret)));
        return found;
    }

    @Override
    public synchronized int write(String name, SecretValue value, int expectedVersion) {
        SecretText.check(name, value);
        int current = read(name).map(StoredSecret::version).orElse(0);
        if (current != expectedVersion) {
            throw new BerthException(ErrorCode.SECRET_CONFLICT, name + " is at version " + current, null);
        }
        secrets.computeIfAbsent(name, key -> new ArrayList<>())
                .add(new StoredSecret(name, value, current + 1, Optional.of(Instant.EPOCH.plusSeconds(current))));
        return current + 1;
    }
}
