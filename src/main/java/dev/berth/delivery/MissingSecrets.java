package dev.berth.delivery;

import dev.berth.failure.BerthException;
import dev.berth.secret.SecretGenerator;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.SecretTemplates;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The secrets that are declared, or needed by Berth itself, and not stored. */
public final class MissingSecrets {
    private static final SecretTemplates.Generate HASH_KEY =
            new SecretTemplates.Generate(43, SecretTemplates.Alphabet.URL);

    private final SecretStore store;
    private final Map<String, StoredSecret> stored;
    private final Map<String, Optional<SecretTemplates.Generate>> missing = new LinkedHashMap<>();

    /** Reads once what is stored. */
    public MissingSecrets(SecretStore store, SecretTemplates templates) {
        this.store = store;
        this.stored = new TreeMap<>(store.readAll(names(templates)));
        templates.secrets().values().stream()
                .filter(declared -> !stored.containsKey(declared.name()))
                .forEach(declared -> missing.put(declared.name(), declared.generate()));
        if (!stored.containsKey(SecretDelivery.HASH_KEY)) {
            missing.put(SecretDelivery.HASH_KEY, Optional.of(HASH_KEY));
        }
    }

    /** All that is declared, and what Berth itself needs. */
    private static Set<String> names(SecretTemplates templates) {
        Set<String> names = new TreeSet<>(templates.secrets().keySet());
        names.add(SecretDelivery.HASH_KEY);
        return names;
    }

    /** All that is stored, those that were generated since included. */
    Map<String, StoredSecret> stored() {
        return stored;
    }

    /** Hears how many of all were generated so far. */
    @FunctionalInterface
    public interface Counter {
        void counted(int done, int all);
    }

    /** Those that are declared. */
    public List<String> declared() {
        return missing.keySet().stream()
                .filter(name -> !name.equals(SecretDelivery.HASH_KEY))
                .toList();
    }

    /** Those without a generator. */
    public List<String> byHand() {
        return missing.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Generates the others; where somebody else stored one meanwhile, that one stays.
     *
     * @return the declared ones that were generated
     * @throws BerthException where one cannot be stored, with the names of those that were
     */
    public List<String> generate(Counter counter) {
        SecretGenerator generator = new SecretGenerator(new SecureRandom());
        SortedMap<String, SecretValue> values = new TreeMap<>();
        missing.forEach((name, generate) -> generate.ifPresent(how ->
                values.put(name, generator.generate(how.length(), how.alphabet().characters()))));
        FirstWrites.Stored written = new FirstWrites(store, counter).store(values);
        stored.putAll(written.secrets());
        Set<String> ours = new HashSet<>(written.ours());
        return declared().stream().filter(ours::contains).toList();
    }
}
