package dev.berth.delivery;

import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import dev.berth.secret.SecretValues;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.SecretTemplates;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An environment's secret files as they are at one reading of its store. */
final class Rendering implements SecretValues {
    /** How many versions back values are looked for: as many as a Vault keeps where nothing else was said. */
    private static final int FARTHEST = 10;

    private final Environment environment;
    private final SecretStore store;
    private final Map<String, StoredSecret> stored;
    private final Map<String, Turn> turns;
    private final Instant now;
    private final Map<String, List<SecretValue>> earlier = new HashMap<>();

    /**
     * What can be rendered of what was read.
     *
     * @param stored what the store holds of the declared secrets, and the key of the hashes
     * @param before the turns that were delivered last
     * @param isTaken whether all that use a secret run with what its turn gave them
     */
    Rendering(
            Environment environment,
            SecretStore store,
            Map<String, StoredSecret> stored,
            Map<String, Turn> before,
            BiPredicate<String, Turn> isTaken,
            Clock clock) {
        this.environment = environment;
        this.store = store;
        this.stored = stored;
        this.turns = Turn.next(declared(), before, isTaken, name -> stored.containsKey(name) ? version(name) : 0);
        this.now = clock.instant();
    }

    Map<String, Turn> turns() {
        return turns;
    }

    /** Declared secrets that are not stored. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(declared().keySet());
        missing.removeAll(stored.keySet());
        return missing;
    }

    /** Whether every secret that a service uses is stored, and the key of the hashes too. */
    boolean isComplete(String service) {
        return stored.containsKey(SecretDelivery.HASH_KEY)
                && templates(service).values().stream()
                        .flatMap(template -> template.names().stream())
                        .allMatch(stored::containsKey);
    }

    /** A service's files by name. */
    Map<String, SecretValue> files(String service) {
        Map<String, SecretValue> files = new TreeMap<>();
        templates(service).forEach((file, template) -> files.put(file, template.render(this)));
        return files;
    }

    /** Keyed hashes of files, by name. */
    Map<String, String> hashes(Map<String, SecretValue> files) {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((file, content) -> hashes.put(file, hash(content)));
        return hashes;
    }

    /** The stored versions of what a service uses, by secret. */
    Map<String, Integer> versions(String service) {
        Map<String, Integer> versions = new TreeMap<>();
        templates(service)
                .values()
                .forEach(template -> template.names().stream()
                        .filter(stored::containsKey)
                        .forEach(name -> versions.put(name, version(name))));
        return versions;
    }

    @Override
    public SecretValue current(String name) {
        StoredSecret secret = stored.get(name);
        if (secret == null) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "the secret %s is not stored".formatted(name),
                    "secrets sync generates it where it has a generator; else: secrets set " + name);
        }
        return secret.value();
    }

    @Override
    public List<SecretValue> earlier(String name) {
        return earlier.computeIfAbsent(name, this::valuesBefore);
    }

    @Override
    public String login(String name) {
        return turn(name).login();
    }

    @Override
    public String retired(String name) {
        String login = turn(name).login();
        return declared(name).logins().orElseThrow().after(login);
    }

    /** Every value before, until its overlap with the one that took its place has passed. */
    private List<SecretValue> valuesBefore(String name) {
        SecretTemplates.Declaration declaration = declared(name);
        StoredSecret current = stored.get(name);
        List<SecretValue> values = new ArrayList<>();
        if (current == null || declaration.overlap().isZero() || !current.isVersioned()) {
            return values;
        }
        Optional<Instant> replaced = current.updatedAt();
        for (int version = current.version() - 1;
                version >= Math.max(1, current.version() - FARTHEST)
                        && replaced.map(moment -> now.isBefore(moment.plus(declaration.overlap())))
                                .orElse(false);
                version--) {
            Optional<StoredSecret> before = store.read(name, version);
            if (before.isPresent()) {
                values.add(before.get().value());
                replaced = before.get().updatedAt();
            }
        }
        return values.stream()
                .filter(value -> !value.equals(current.value()))
                .distinct()
                .toList();
    }

    private Turn turn(String name) {
        Turn turn = turns.get(name);
        if (turn == null) {
            throw SecretValues.withoutLogins(name);
        }
        return turn;
    }

    private Map<String, SecretTemplates.Declaration> declared() {
        return environment.secrets().secrets();
    }

    private SecretTemplates.Declaration declared(String name) {
        return Objects.requireNonNull(declared().get(name), name);
    }

    private Map<String, SecretTemplate> templates(String service) {
        Map<String, SecretTemplate> templates = new LinkedHashMap<>();
        environment.secrets().templates().stream()
                .filter(template -> template.services().contains(service))
                .forEach(template -> templates.put(
                        template.file(), new SecretTemplate(template.source().toString(), template.text())));
        return templates;
    }

    /** As the store counts, or what stands in for it: below 0, and keyed, so that no value can be guessed from it. */
    private int version(String name) {
        StoredSecret secret = Objects.requireNonNull(stored.get(name), name);
        if (secret.isVersioned()) {
            return secret.version();
        }
        return stored.containsKey(SecretDelivery.HASH_KEY)
                ? (int) Long.parseLong(hash(secret.value()), 0, 8, 16) | Integer.MIN_VALUE
                : StoredSecret.UNVERSIONED;
    }

    private String hash(SecretValue content) {
        byte[] key = current(SecretDelivery.HASH_KEY).reveal().getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
