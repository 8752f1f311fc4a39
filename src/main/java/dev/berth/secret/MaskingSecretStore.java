package dev.berth.secret;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store whose every value, once handed out or taken, is masked wherever Berth shows a text. */
final class MaskingSecretStore implements SecretStore {
    private final SecretStore store;
    private final Redactor redactor;

    MaskingSecretStore(SecretStore store, Redactor redactor) {
        this.store = store;
        this.redactor = redactor;
    }

    @Override
    public String source(String name) {
        return store.source(name);
    }

    @Override
    public String description() {
        return store.description();
    }

    @Override
    public Optional<StoredSecret> read(String name) {
        Optional<StoredSecret> secret = store.read(name);
        secret.map(StoredSecret::value).map(List::of).ifPresent(redactor::add);
        return secret;
    }

    @Override
    public Optional<StoredSecret> read(String name, int version) {
        Optional<StoredSecret> secret = store.read(name, version);
        secret.map(StoredSecret::value).map(List::of).ifPresent(redactor::add);
        return secret;
    }

    @Override
    public Map<String, StoredSecret> readAll(Iterable<String> names) {
        Map<String, StoredSecret> secrets = store.readAll(names);
        redactor.add(secrets.values().stream().map(StoredSecret::value).toList());
        return secrets;
    }

    @Override
    public int write(String name, SecretValue value, int expectedVersion) {
        // Before it is tried: a failure must not show it either.
        redactor.add(List.of(value));
        return store.write(name, value, expectedVersion);
    }

    @Override
    public int writesAtOnce() {
        return store.writesAtOnce();
    }
}
