package dev.berth.delivery;

import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretGenerator;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretTemplate;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.SecretTemplates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Renders an environment's secrets into its services' folders on the engine's host, and knows which services run with which
 * versions.
 */
public final class SecretDelivery {
    /** Keys the hashes by which a changed file is noticed; a secret like the others, for every operator needs the same. */
    public static final String HASH_KEY = "berth.delivery-key";

    private static final int HASH_KEY_LENGTH = 43;

    private final Engine engine;
    private final EngineState state;
    private final SecretStore store;

    public SecretDelivery(Engine engine, EngineState state, SecretStore store) {
        this.engine = engine;
        this.state = state;
        this.store = store;
    }

    /**
     * What differs between store and services.
     *
     * @param missing declared secrets that are not stored
     * @param services those whose set must be rendered, or was rendered and not taken up yet
     * @param drift secrets whose version in some service is not the stored one
     */
    public record Pending(Set<String> missing, Set<String> services, List<Drift> drift) {}

    /** One secret that runs in another version than is stored; 0 for none, below 0 where the store counts none. */
    public record Drift(String name, int running, int stored) {}

    /**
     * What was brought to the services' folders.
     *
     * @param generated secrets that were not stored before
     * @param services those whose set is new
     */
    public record Brought(List<String> generated, List<String> services) {}

    /** The project's folder on the engine's host, as far as that is known without asking it. Reads only. */
    public Optional<String> knownFolder(String project) {
        return DeliveryRecord.read(state)
                .map(DeliveryRecord::folder)
                .or(() -> new HostFolder(engine).knownWithoutAsking().map(place -> folder(place, project)));
    }

    /** The project's folder on the engine's host; decided now where it was not yet. */
    public String folder(String project) {
        return DeliveryRecord.read(state)
                .map(DeliveryRecord::folder)
                .orElseGet(() -> folder(new HostFolder(engine).find(), project));
    }

    /** What there is to do. Reads only. */
    public Pending pending(Environment environment) {
        Map<String, StoredSecret> stored = store.readAll(allNames(environment));
        Optional<DeliveryRecord> record = DeliveryRecord.read(state);
        Set<String> missing = new TreeSet<>(environment.secrets().secrets().keySet());
        missing.removeAll(stored.keySet());
        Set<String> services = new TreeSet<>();
        Map<String, Drift> drift = new TreeMap<>();
        for (String service : consumers(environment)) {
            DeliveryRecord.Service delivered = record.map(DeliveryRecord::services)
                    .map(all -> all.get(service))
                    .orElse(null);
            if (delivered == null
                    || delivered.applied() != delivered.generation()
                    || !mayBeCurrent(record.orElseThrow().folder(), service, delivered.generation())
                    || !isSame(environment, service, delivered, stored)) {
                services.add(service);
            }
            if (delivered != null) {
                addDrift(environment, service, delivered, stored, drift);
            }
        }
        return new Pending(missing, services, List.copyOf(drift.values()));
    }

    /**
     * Generates what can be generated and is not stored.
     *
     * @return the new secrets' names
     * @throws BerthException SECRET_MISSING naming those that must be set by hand
     */
    public List<String> generate(Environment environment) {
        return generate(environment, new TreeMap<>(store.readAll(allNames(environment))));
    }

    private List<String> generate(Environment environment, Map<String, StoredSecret> stored) {
        SecretGenerator generator = new SecretGenerator(new SecureRandom());
        List<String> byHand = environment.secrets().secrets().values().stream()
                .filter(declared -> !stored.containsKey(declared.name())
                        && declared.generate().isEmpty())
                .map(SecretTemplates.Declaration::name)
                .toList();
        if (!byHand.isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "secrets without a generator are not set: " + String.join(", ", byHand),
                    "Set each with: secrets set NAME     (it asks, or reads standard input)");
        }
        List<String> generated = new ArrayList<>();
        for (SecretTemplates.Declaration declared :
                environment.secrets().secrets().values()) {
            if (!stored.containsKey(declared.name())) {
                SecretTemplates.Generate how = declared.generate().orElseThrow();
                add(
                        stored,
                        declared.name(),
                        generator.generate(how.length(), how.alphabet().characters()));
                generated.add(declared.name());
            }
        }
        if (!stored.containsKey(HASH_KEY)) {
            add(stored, HASH_KEY, generator.generate(HASH_KEY_LENGTH, SecretTemplates.Alphabet.URL.characters()));
        }
        return generated;
    }

    private void add(Map<String, StoredSecret> stored, String name, SecretValue value) {
        stored.put(name, new StoredSecret(name, value, store.write(name, value, 0), Optional.empty()));
    }

    /**
     * Generates what is missing, and renders the sets that differ, complete before they become current; the ones before stay
     * beside them. The store is read once, so that everything is of the same moment.
     *
     * @throws BerthException SECRET_MISSING naming those that must be set by hand
     */
    public Brought bring(Environment environment) {
        Map<String, StoredSecret> stored = new TreeMap<>(store.readAll(allNames(environment)));
        List<String> generated = generate(environment, stored);
        return new Brought(generated, render(environment, stored));
    }

    private List<String> render(Environment environment, Map<String, StoredSecret> stored) {
        String folder = folder(environment.project());
        HostWriter writer = new HostWriter(engine, place(folder));
        DeliveryRecord before = DeliveryRecord.read(state).orElseGet(() -> new DeliveryRecord(folder, Map.of()));
        Map<String, Integer> current = before.services().isEmpty() ? Map.of() : current(writer, environment, folder);
        Map<String, DeliveryRecord.Service> services = new TreeMap<>(before.services());
        List<HostWriter.FileSet> sets = new ArrayList<>();
        ServiceUsers users = new ServiceUsers(engine);
        for (String service : consumers(environment)) {
            DeliveryRecord.Service delivered = before.services().get(service);
            int noted = delivered == null ? 0 : delivered.generation();
            int previous = current.getOrDefault(service, noted);
            if (delivered != null
                    && previous == noted
                    && current.containsKey(service)
                    && isSame(environment, service, delivered, stored)) {
                continue;
            }
            // A set that was noted and never became current, because its writing failed or was killed, is written
            // again.
            int generation = previous < noted ? noted : previous + 1;
            Map<String, SecretValue> files = files(environment, service, stored);
            sets.add(new HostWriter.FileSet(service, generation, previous, users.of(environment, service), files));
            services.put(
                    service,
                    new DeliveryRecord.Service(
                            generation,
                            delivered == null ? 0 : delivered.applied(),
                            versions(environment, service, stored),
                            hashes(files, stored)));
        }
        if (!sets.isEmpty()) {
            // Noted first: a crash after it renders once more, a crash before it would hide that services must follow.
            new DeliveryRecord(folder, services).write(state);
            writer.write(environment.project(), sets);
        }
        return sets.stream().map(HostWriter.FileSet::service).toList();
    }

    /** Services whose set is newer than what they took up. Reads the record only, no secret. */
    public List<String> untaken(Environment environment) {
        Map<String, DeliveryRecord.Service> services =
                DeliveryRecord.read(state).map(DeliveryRecord::services).orElse(Map.of());
        return consumers(environment).stream()
                .filter(name -> {
                    DeliveryRecord.Service service = services.get(name);
                    return service != null && service.applied() != service.generation();
                })
                .toList();
    }

    /** Whether every service of the environment that uses secrets has a set to start with. Reads no secret. */
    public boolean isComplete(Environment environment) {
        Optional<DeliveryRecord> record = DeliveryRecord.read(state);
        return record.isPresent()
                && current(
                                new HostWriter(engine, place(record.get().folder())),
                                environment,
                                record.get().folder())
                        .keySet()
                        .containsAll(consumers(environment));
    }

    /** Notes that these services run with their current sets. */
    public void applied(List<String> names) {
        DeliveryRecord.read(state).ifPresent(record -> {
            Map<String, DeliveryRecord.Service> services = new TreeMap<>(record.services());
            boolean changed = false;
            for (String name : names) {
                DeliveryRecord.Service service = services.get(name);
                if (service != null && service.applied() != service.generation()) {
                    services.put(
                            name,
                            new DeliveryRecord.Service(
                                    service.generation(), service.generation(), service.versions(), service.files()));
                    changed = true;
                }
            }
            if (changed) {
                new DeliveryRecord(record.folder(), services).write(state);
            }
        });
    }

    /** Turns every service whose new set was not taken up back to the one before. */
    public void putBack(Environment environment) {
        DeliveryRecord.read(state).ifPresent(record -> {
            HostWriter writer = new HostWriter(engine, place(record.folder()));
            ServiceUsers users = new ServiceUsers(engine);
            Map<String, DeliveryRecord.Service> services = new TreeMap<>(record.services());
            record.services().forEach((name, service) -> {
                if (service.applied() > 0
                        && service.applied() == service.generation() - 1
                        && environment.model().services().containsKey(name)) {
                    writer.turn(environment.project(), name, service.applied(), users.of(environment, name));
                    services.put(
                            name, new DeliveryRecord.Service(service.applied(), service.applied(), Map.of(), Map.of()));
                }
            });
            new DeliveryRecord(record.folder(), services).write(state);
        });
    }

    /** Removes every rendered file of the project. */
    public void remove(String project) {
        DeliveryRecord.read(state).ifPresent(record -> {
            new HostWriter(engine, place(record.folder())).remove(project);
            new DeliveryRecord(record.folder(), Map.of()).write(state);
        });
    }

    private static Set<String> consumers(Environment environment) {
        Set<String> services = new TreeSet<>();
        environment
                .secrets()
                .templates()
                .forEach(template -> template.services().stream()
                        .filter(environment.model().services()::containsKey)
                        .forEach(services::add));
        return services;
    }

    private static Set<String> allNames(Environment environment) {
        Set<String> names = new TreeSet<>(environment.secrets().secrets().keySet());
        names.add(HASH_KEY);
        return names;
    }

    private static Map<String, SecretTemplate> templates(Environment environment, String service) {
        Map<String, SecretTemplate> templates = new LinkedHashMap<>();
        environment.secrets().templates().stream()
                .filter(template -> template.services().contains(service))
                .forEach(template -> templates.put(
                        template.file(), new SecretTemplate(template.source().toString(), template.text())));
        return templates;
    }

    private static Map<String, SecretValue> files(
            Environment environment, String service, Map<String, StoredSecret> stored) {
        Map<String, SecretValue> files = new TreeMap<>();
        templates(environment, service)
                .forEach((file, template) -> files.put(file, template.render(name -> value(stored, name))));
        return files;
    }

    private static SecretValue value(Map<String, StoredSecret> stored, String name) {
        StoredSecret secret = stored.get(name);
        if (secret == null) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "the secret %s is not stored".formatted(name),
                    "secrets sync generates it where it has a generator; else: secrets set " + name);
        }
        return secret.value();
    }

    private static Map<String, Integer> versions(
            Environment environment, String service, Map<String, StoredSecret> stored) {
        Map<String, Integer> versions = new TreeMap<>();
        templates(environment, service)
                .values()
                .forEach(template -> template.names().forEach(name -> {
                    StoredSecret secret = stored.get(name);
                    if (secret != null) {
                        versions.put(name, secret.isVersioned() ? secret.version() : fingerprint(secret, stored));
                    }
                }));
        return versions;
    }

    /** Stands in for the version that a store does not count: below 0, and keyed, so that no value can be guessed from it. */
    private static int fingerprint(StoredSecret secret, Map<String, StoredSecret> stored) {
        StoredSecret key = stored.get(HASH_KEY);
        return key == null
                ? StoredSecret.UNVERSIONED
                : (int) Long.parseLong(
                                hash(key.value().reveal().getBytes(StandardCharsets.UTF_8), secret.value()), 0, 8, 16)
                        | Integer.MIN_VALUE;
    }

    /** Versions first, for they are cheap; then the files themselves, for a template may have changed. */
    private static boolean isSame(
            Environment environment,
            String service,
            DeliveryRecord.Service delivered,
            Map<String, StoredSecret> stored) {
        Map<String, SecretTemplate> templates = templates(environment, service);
        boolean complete = templates.values().stream()
                .flatMap(template -> template.names().stream())
                .allMatch(stored::containsKey);
        return complete
                && stored.containsKey(HASH_KEY)
                && delivered.versions().equals(versions(environment, service, stored))
                && delivered.files().equals(hashes(files(environment, service, stored), stored));
    }

    private static void addDrift(
            Environment environment,
            String service,
            DeliveryRecord.Service delivered,
            Map<String, StoredSecret> stored,
            Map<String, Drift> drift) {
        versions(environment, service, stored).forEach((name, version) -> {
            int delivery = delivered.versions().getOrDefault(name, 0);
            boolean takenUp = delivered.applied() == delivered.generation();
            if (delivery != version || !takenUp) {
                int running = takenUp || version < 0 ? delivery : Math.min(version - 1, delivery);
                drift.merge(
                        name,
                        new Drift(name, running, version),
                        (left, right) -> left.running() < right.running() ? left : right);
            }
        });
    }

    private static Map<String, String> hashes(Map<String, SecretValue> files, Map<String, StoredSecret> stored) {
        byte[] key = value(stored, HASH_KEY).reveal().getBytes(StandardCharsets.UTF_8);
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((file, content) -> hashes.put(file, hash(key, content)));
        return hashes;
    }

    private static String hash(byte[] key, SecretValue content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(content.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }

    /** After a reboot the folder is empty, after a crash an older set is current; seen only where it can be looked into from here. */
    private boolean mayBeCurrent(String folder, String service, int generation) {
        Path parent = Path.of(folder).resolve("..").normalize();
        return !engine.address().isUnixSocket()
                || !Files.isReadable(parent)
                || localGeneration(folder, service).equals(OptionalInt.of(generation));
    }

    /** Which generation is current, by service; a service without a set is absent. */
    private Map<String, Integer> current(HostWriter writer, Environment environment, String folder) {
        if (!engine.address().isUnixSocket() || !Files.isReadable(Path.of(folder))) {
            return writer.current(environment.project());
        }
        Map<String, Integer> current = new TreeMap<>();
        consumers(environment)
                .forEach(service ->
                        localGeneration(folder, service).ifPresent(generation -> current.put(service, generation)));
        return current;
    }

    private static OptionalInt localGeneration(String folder, String service) {
        try {
            return HostWriter.generation(
                    Files.readSymbolicLink(Path.of(folder, service, "current")).toString());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static String folder(String place, String project) {
        return place + "/berth/" + project;
    }

    private static String place(String folder) {
        return Path.of(folder).resolve("../..").normalize().toString();
    }
}
