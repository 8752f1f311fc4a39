package dev.berth.delivery;

import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Renders an environment's secrets into its services' folders on the engine's host, and knows which services run with which
 * versions.
 */
public final class SecretDelivery {
    /** Keys the hashes by which a changed file is noticed; a secret like the others, for every operator needs the same. */
    public static final String HASH_KEY = "berth.delivery-key";

    private final Engine engine;
    private final EngineState state;
    private final SecretStore store;
    private final Clock clock;

    public SecretDelivery(Engine engine, EngineState state, SecretStore store, Clock clock) {
        this.engine = engine;
        this.state = state;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What differs between store and services.
     *
     * @param stored everything that is stored, of the same moment
     * @param missing declared secrets that are not stored
     * @param services those whose set must be rendered, or was rendered and not taken up yet, with the files that differ
     *     from what they run with: none where a set has only vanished
     * @param drift secrets whose version in some service is not the stored one
     */
    public record Pending(
            Map<String, StoredSecret> stored,
            Set<String> missing,
            Map<String, Set<String>> services,
            List<Drift> drift) {}

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
        Optional<DeliveryRecord> record = DeliveryRecord.read(state);
        Map<String, StoredSecret> stored = read(environment);
        Rendering rendering = rendering(environment, stored, record);
        Map<String, Set<String>> services = new TreeMap<>();
        Map<String, Drift> drift = new TreeMap<>();
        for (String service : consumers(environment)) {
            DeliveryRecord.Service delivered =
                    record.map(known -> known.services().get(service)).orElse(null);
            if (delivered == null) {
                services.put(service, Set.of());
                addDrift(rendering.versions(service), DeliveryRecord.Service.NONE, drift);
                continue;
            }
            if (!delivered.isApplied()
                    || !new CurrentSets(engine, record.orElseThrow().folder()).mayBe(service, delivered.generation())
                    || !isSame(rendering, service, delivered)) {
                services.put(service, changedFiles(rendering, service, delivered));
            }
            addDrift(rendering.versions(service), delivered, drift);
        }
        return new Pending(stored, rendering.missing(), services, List.copyOf(drift.values()));
    }

    /**
     * A login as it was delivered last.
     *
     * @param version of the secret that is its password
     */
    public record Login(String name, int version) {}

    /** The logins whose turn it is, by secret, as they were delivered last. Reads only. */
    public static Map<String, Login> logins(EngineState state) {
        Map<String, Login> logins = new TreeMap<>();
        DeliveryRecord.read(state)
                .ifPresent(record -> record.turns()
                        .forEach((name, turn) -> logins.put(name, new Login(turn.login(), turn.version()))));
        return logins;
    }

    /** Which set of secrets each service reads, and where it has not taken up the newest, that too; by its name. Reads only. */
    public static Map<String, String> generations(EngineState state) {
        Map<String, String> generations = new TreeMap<>();
        DeliveryRecord.read(state)
                .ifPresent(record -> record.services()
                        .forEach((name, service) -> generations.put(
                                name,
                                service.isApplied()
                                        ? "v" + service.applied()
                                        : "v%d, v%d is rendered".formatted(service.applied(), service.generation()))));
        return generations;
    }

    /** Secrets whose login before was not locked yet, though nobody runs with it any more. Reads only. */
    public Set<String> retiring(Environment environment) {
        Set<String> names = new TreeSet<>();
        Set<String> consumers = consumers(environment);
        DeliveryRecord.read(state)
                .ifPresent(record -> record.turns().forEach((name, turn) -> {
                    if (!turn.retired() && record.isTaken(consumers, name, turn)) {
                        names.add(name);
                    }
                }));
        return names;
    }

    /** Notes that the logins before are locked. */
    public void retired(Set<String> names) {
        DeliveryRecord.read(state).ifPresent(record -> {
            Map<String, Turn> turns = new TreeMap<>(record.turns());
            names.forEach(name -> turns.computeIfPresent(name, (same, turn) -> turn.withOtherRetired()));
            new DeliveryRecord(record.folder(), record.services(), turns).write(state);
        });
    }

    /**
     * Generates what can be generated and is not stored.
     *
     * @param counter hears of each one
     * @return the new secrets' names
     * @throws BerthException SECRET_MISSING naming those that must be set by hand
     */
    public List<String> generate(Environment environment, MissingSecrets.Counter counter) {
        return generate(new MissingSecrets(store, environment.secrets()), counter);
    }

    private static List<String> generate(MissingSecrets missing, MissingSecrets.Counter counter) {
        List<String> byHand = missing.byHand();
        if (!byHand.isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "secrets without a generator are not set: " + String.join(", ", byHand),
                    "Set each with: secrets set NAME     (it asks, or reads standard input)");
        }
        return missing.generate(counter);
    }

    /**
     * Generates what is missing, and renders the sets that differ, complete before they become current; the ones before stay
     * beside them. The store is read once, so that everything is of the same moment.
     *
     * @param first the services that must have taken up theirs before the others' sets change
     * @param takeUp makes them do so; run where one of their sets is new
     * @throws BerthException SECRET_MISSING naming those that must be set by hand
     */
    public Brought bring(Environment environment, Collection<String> first, Runnable takeUp) {
        MissingSecrets missing = new MissingSecrets(store, environment.secrets());
        refuseWhereServicesRunWithWhatIsMissing(environment, missing.declared());
        List<String> generated = generate(missing, (done, all) -> {});
        Map<String, StoredSecret> stored = missing.stored();
        List<String> services = new ArrayList<>(render(environment, stored, first));
        if (!services.isEmpty()) {
            takeUp.run();
        }
        services.addAll(render(environment, stored, consumers(environment)));
        return new Brought(generated, services.stream().sorted().toList());
    }

    /** A store that is another one, or is gone, must not have everything that runs locked out by new values. */
    private void refuseWhereServicesRunWithWhatIsMissing(Environment environment, List<String> missing) {
        Set<String> delivered = new TreeSet<>();
        DeliveryRecord.read(state)
                .ifPresent(record -> record.services()
                        .values()
                        .forEach(service -> service.versions().forEach((name, version) -> {
                            if (version != 0) {
                                delivered.add(name);
                            }
                        })));
        delivered.retainAll(missing);
        if (!delivered.isEmpty()) {
            throw new BerthException(
                    ErrorCode.SECRET_MISSING,
                    "%s does not hold what services of %s were given: %s"
                            .formatted(store.description(), environment.project(), String.join(", ", delivered)),
                    "Bring that store and its key back, or take over those of whoever runs it (secrets key import). "
                            + "Nothing was changed.\n"
                            + "If they are lost for good: secrets generate makes new ones, and the next sync locks out "
                            + "whoever works with the old ones.");
        }
    }

    private List<String> render(
            Environment environment, Map<String, StoredSecret> stored, Collection<String> services) {
        String folder = folder(environment.project());
        HostWriter writer = new HostWriter(engine, place(folder));
        DeliveryRecord before =
                DeliveryRecord.read(state).orElseGet(() -> new DeliveryRecord(folder, Map.of(), Map.of()));
        Rendering rendering = rendering(environment, stored, Optional.of(before));
        Map<String, Integer> current = before.services().isEmpty()
                ? Map.of()
                : new CurrentSets(engine, folder).all(writer, environment.project(), consumers(environment));
        Map<String, DeliveryRecord.Service> after = new TreeMap<>(before.services());
        List<HostWriter.FileSet> sets = new ArrayList<>();
        ServiceUsers users = new ServiceUsers(engine);
        for (String service : consumers(environment)) {
            DeliveryRecord.Service delivered = before.services().get(service);
            int noted = delivered == null ? 0 : delivered.generation();
            int previous = current.getOrDefault(service, noted);
            boolean same = delivered != null
                    && previous == noted
                    && current.containsKey(service)
                    && isSame(rendering, service, delivered);
            if (same || !services.contains(service)) {
                continue;
            }
            // A set that was noted and never became current, because its writing failed or was killed, is written
            // again.
            int generation = previous < noted ? noted : previous + 1;
            Map<String, SecretValue> files = rendering.files(service);
            sets.add(new HostWriter.FileSet(
                    service,
                    generation,
                    // What it runs with, and may be turned back to; that may be older than what is current.
                    delivered == null || delivered.applied() == 0 ? previous : delivered.applied(),
                    users.of(environment, service),
                    files));
            after.put(
                    service,
                    new DeliveryRecord.Service(
                            generation,
                            delivered == null ? 0 : delivered.applied(),
                            rendering.versions(service),
                            rendering.hashes(files),
                            delivered == null ? Map.of() : delivered.appliedFiles()));
        }
        if (!sets.isEmpty()) {
            // Noted first: a crash after it renders once more, a crash before it would hide that services must follow.
            new DeliveryRecord(folder, after, rendering.turns()).write(state);
            writer.write(environment.project(), sets);
        }
        return sets.stream().map(HostWriter.FileSet::service).toList();
    }

    /**
     * Services whose set is newer than what they took up, with the files that differ from what they run with. Reads the
     * record only, no secret.
     */
    public Map<String, Set<String>> untaken(Environment environment) {
        Map<String, DeliveryRecord.Service> services =
                DeliveryRecord.read(state).map(DeliveryRecord::services).orElse(Map.of());
        Map<String, Set<String>> untaken = new TreeMap<>();
        for (String name : consumers(environment)) {
            DeliveryRecord.Service service = services.get(name);
            if (service != null && !service.isApplied()) {
                untaken.put(name, service.changedFiles(service.files()));
            }
        }
        return untaken;
    }

    /** Whether every service of the environment that uses secrets has a set to start with. Reads no secret. */
    public boolean isComplete(Environment environment) {
        Optional<DeliveryRecord> record = DeliveryRecord.read(state);
        Set<String> consumers = consumers(environment);
        return record.isPresent()
                && new CurrentSets(engine, record.get().folder())
                        .all(new HostWriter(engine, place(record.get().folder())), environment.project(), consumers)
                        .keySet()
                        .containsAll(consumers);
    }

    /** Notes that these services run with their current sets. */
    public void applied(Collection<String> names) {
        DeliveryRecord.read(state).ifPresent(record -> {
            Map<String, DeliveryRecord.Service> services = new TreeMap<>(record.services());
            names.forEach(name -> services.computeIfPresent(name, (same, service) -> service.withCurrentApplied()));
            if (!services.equals(record.services())) {
                record.with(services).write(state);
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
                        && service.applied() < service.generation()
                        && environment.model().services().containsKey(name)) {
                    writer.turn(environment.project(), name, service.applied(), users.of(environment, name));
                    services.put(
                            name,
                            new DeliveryRecord.Service(
                                    service.applied(), service.applied(), Map.of(), Map.of(), service.appliedFiles()));
                }
            });
            record.with(services).write(state);
        });
    }

    /** Removes every rendered file of the project. */
    public void remove(String project) {
        DeliveryRecord.read(state).ifPresent(record -> {
            new HostWriter(engine, place(record.folder())).remove(project);
            new DeliveryRecord(record.folder(), Map.of(), Map.of()).write(state);
        });
    }

    private Rendering rendering(
            Environment environment, Map<String, StoredSecret> stored, Optional<DeliveryRecord> record) {
        Set<String> consumers = consumers(environment);
        return new Rendering(
                environment,
                store,
                stored,
                record.map(DeliveryRecord::turns).orElse(Map.of()),
                (name, turn) -> record.map(known -> known.isTaken(consumers, name, turn))
                        .orElse(true),
                clock);
    }

    private Map<String, StoredSecret> read(Environment environment) {
        return new TreeMap<>(store.readAll(allNames(environment)));
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

    /** Versions first, for they are cheap; then the files themselves, for a template may have changed. */
    private static boolean isSame(Rendering rendering, String service, DeliveryRecord.Service delivered) {
        return rendering.isComplete(service)
                && delivered.versions().equals(rendering.versions(service))
                && delivered.files().equals(rendering.hashes(rendering.files(service)));
    }

    /** The files that are other than those the service runs with; every one where that cannot be told yet. */
    private static Set<String> changedFiles(Rendering rendering, String service, DeliveryRecord.Service delivered) {
        if (!rendering.isComplete(service)) {
            return delivered.files().keySet();
        }
        return delivered.changedFiles(rendering.hashes(rendering.files(service)));
    }

    private static void addDrift(
            Map<String, Integer> versions, DeliveryRecord.Service delivered, Map<String, Drift> drift) {
        versions.forEach((name, version) -> {
            int delivery = delivered.versions().getOrDefault(name, 0);
            if (delivery != version || !delivered.isApplied()) {
                int running = delivered.isApplied() || version < 0 ? delivery : Math.min(version - 1, delivery);
                drift.merge(
                        name,
                        new Drift(name, running, version),
                        (left, right) -> left.running() < right.running() ? left : right);
            }
        });
    }

    private static String folder(String place, String project) {
        return place + "/berth/" + project;
    }

    /** The tmpfs on the engine's host that a project's folder lies on. */
    static String place(String folder) {
        return Path.of(folder).resolve("../..").normalize().toString();
    }
}
