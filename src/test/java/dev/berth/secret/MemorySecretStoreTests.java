package dev.berth.secret;

class MemorySecretStoreTests extends SecretStoreContract {
    private final MemorySecretStore store = new MemorySecretStore();

    @Override
    SecretStore store() {
        return store;
    }
}
