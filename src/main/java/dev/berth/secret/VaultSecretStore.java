package dev.berth.secret;

import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Secrets in a key-value engine of Vault or OpenBao, each path asked once however many secrets lie there. */
final class VaultSecretStore implements SecretStore {
    /** All of an operation, with login and repeated reads: scripts are promised an answer within ten seconds. */
    private static final Duration OPERATION = Duration.ofSeconds(7);

    private static final int AT_ONCE = 8;

    /** How often a write is tried at a path where others write too, and to other keys. */
    private static final int WRITES_BESIDE_OTHERS = 5;

    private final VaultSettings settings;
    private final VaultSession session;
    private final VaultCalls calls;
    private final Supplier<Map<String, String>> locations;
    private final VaultFailure failures;
    private final Map<String, Object> writing = new ConcurrentHashMap<>();
    private @Nullable VaultMount mount;

    /**
     * Asks nothing yet.
     *
     * @param locations where secrets lie that do not lie under their name, as PATH#KEY
     */
    VaultSecretStore(
            VaultSettings settings, VaultSession session, VaultCalls calls, Supplier<Map<String, String>> locations) {
        this.settings = settings;
        this.session = session;
        this.calls = calls;
        this.locations = locations;
        this.failures = new VaultFailure(settings);
    }

    @Override
    public String description() {
        return "vault %s %s/%s".formatted(settings.address(), settings.mount(), settings.path());
    }

    @Override
    public String source(String name) {
        VaultLocation location = location(name, locations.get());
        return place(location.path()) + (location.key().equals(VaultLocation.KEY) ? "" : "#" + location.key());
    }

    @Override
    public Optional<StoredSecret> read(String name) {
        return Optional.ofNullable(readAll(List.of(name)).get(name));
    }

    @Override
    public Optional<StoredSecret> read(String name, int version) {
        VaultLocation location = location(name, locations.get());
        VaultCalls.Deadline deadline = calls.within(OPERATION);
        VaultMount kind = mount(deadline);
        if (kind == VaultMount.VERSION_1) {
            return Optional.empty();
        }
        String place = place(location.path());
        VaultOutcome outcome =
                session.read(VaultRequest.read(kind.path(settings.mount(), location), "version=" + version), deadline);
        try {
            return content(outcome, kind, place)
                    .filter(content -> content.values().containsKey(location.key()))
                    .map(content -> new StoredSecret(
                            name, content.text(location.key()), content.version(), content.updatedAt()));
        } catch (BerthException e) {
            if (e.code() == ErrorCode.SECRET_DELETED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Map<String, StoredSecret> readAll(Iterable<String> names) {
        Map<String, VaultLocation> places = new TreeMap<>();
        Map<String, String> elsewhere = locations.get();
        names.forEach(name -> places.put(name, location(name, elsewhere)));
        if (places.isEmpty()) {
            return Map.of();
        }
        Map<String, Optional<VaultContent>> contents = contents(
                places.values().stream().map(VaultLocation::path).distinct().toList());
        Map<String, StoredSecret> found = new TreeMap<>();
        places.forEach((name, place) -> contents.getOrDefault(place.path(), Optional.empty())
                .filter(content -> isStored(content, place, elsewhere.containsKey(name)))
                .ifPresent(content -> found.put(
                        name,
                        new StoredSecret(name, content.text(place.key()), content.version(), content.updatedAt()))));
        return found;
    }

    @Override
    public int write(String name, SecretValue value, int expectedVersion) {
        SecretText.check(name, value);
        Map<String, String> elsewhere = locations.get();
        VaultLocation location = location(name, elsewhere);
        VaultCalls.Deadline deadline = calls.within(OPERATION);
        VaultMount kind = mount(deadline);
        // What lies at a path is written whole: two of its secrets at once would take each other away.
        synchronized (writing.computeIfAbsent(location.path(), path -> new Object())) {
            for (int tries = elsewhere.containsKey(name) ? WRITES_BESIDE_OTHERS : 1; ; tries--) {
                Optional<VaultContent> before = content(location.path(), kind, deadline);
                int stored = before.filter(content -> isStored(content, location, elsewhere.containsKey(name)))
                        .map(VaultContent::version)
                        .orElse(0);
                if (stored != expectedVersion) {
                    throw conflict(name, place(location.path()));
                }
                VaultOutcome outcome = write(location, kind, before, value, deadline);
                // Where somebody wrote another key of the path, this one may still be as it was.
                if (!(outcome instanceof VaultOutcome.Conflict) || tries == 1) {
                    return version(outcome, kind, name, place(location.path()));
                }
            }
        }
    }

    private VaultOutcome write(
            VaultLocation location,
            VaultMount kind,
            Optional<VaultContent> before,
            SecretValue value,
            VaultCalls.Deadline deadline) {
        JsonObject data = new JsonObject();
        // What else lies at the path stays there.
        before.ifPresent(content -> data.putAll(content.values()));
        data.put(location.key(), value.reveal());
        int current = before.map(VaultContent::version).orElse(0);
        return session.write(kind.path(settings.mount(), location), kind.written(data, current), deadline);
    }

    private int version(VaultOutcome outcome, VaultMount kind, String name, String place) {
        return switch (outcome) {
            case VaultOutcome.Success(JsonObject body) -> kind.version(body);
            case VaultOutcome.Conflict() -> throw conflict(name, place);
            case VaultOutcome.Unreachable(String reason) ->
                throw failures.of(
                        new VaultOutcome.Unreachable(
                                reason + ", so that it may have been stored or not: secrets list shows its version"),
                        "write " + place);
            default -> throw failures.of(outcome, "write " + place);
        };
    }

    @Override
    public int writesAtOnce() {
        return AT_ONCE;
    }

    /**
     * Whether a secret lies in what there is at its path. Where the path is the secret's own, something else that lies there
     * is a mistake to be told of; at a path that was named, others' keys are expected.
     */
    private static boolean isStored(VaultContent content, VaultLocation location, boolean named) {
        return !named || content.values().containsKey(location.key());
    }

    private static BerthException conflict(String name, String place) {
        return new BerthException(
                ErrorCode.SECRET_CONFLICT,
                "%s (%s) is not at the expected version: somebody else changed it meanwhile".formatted(name, place),
                "Look at secrets list, then run the command again.");
    }

    private Map<String, Optional<VaultContent>> contents(Collection<String> paths) {
        VaultCalls.Deadline deadline = calls.within(OPERATION);
        VaultMount kind = mount(deadline);
        AtomicReference<@Nullable BerthException> everywhere = new AtomicReference<>();
        Map<String, Future<Optional<VaultContent>>> reads = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(AT_ONCE, paths.size()),
                Thread.ofVirtual().name("vault-", 0).factory())) {
            for (String path : paths) {
                reads.put(path, threads.submit(() -> {
                    BerthException known = everywhere.get();
                    if (known != null) {
                        throw known;
                    }
                    try {
                        return content(path, kind, deadline);
                    } catch (BerthException e) {
                        if (e.code() != ErrorCode.VAULT_DENIED && e.code() != ErrorCode.SECRET_DELETED) {
                            // What is wrong with the server need not be heard once more for every path.
                            everywhere.compareAndSet(null, e);
                        }
                        throw e;
                    }
                }));
            }
        }
        return collected(reads);
    }

    private Map<String, Optional<VaultContent>> collected(Map<String, Future<Optional<VaultContent>>> reads) {
        Map<String, Optional<VaultContent>> contents = new LinkedHashMap<>();
        List<String> denied = new ArrayList<>();
        BerthException other = null;
        for (Map.Entry<String, Future<Optional<VaultContent>>> read : reads.entrySet()) {
            try {
                contents.put(read.getKey(), read.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof BerthException failure)) {
                    throw new IllegalStateException(e);
                }
                if (failure.code() == ErrorCode.VAULT_DENIED) {
                    denied.add(place(read.getKey()));
                } else if (other == null) {
                    other = failure;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while reading from Vault", null, e);
            }
        }
        if (other != null) {
            throw other;
        }
        if (!denied.isEmpty()) {
            throw failures.of(new VaultOutcome.Denied(), "read " + String.join(", ", denied));
        }
        return contents;
    }

    private Optional<VaultContent> content(String path, VaultMount kind, VaultCalls.Deadline deadline) {
        String place = place(path);
        return content(session.read(kind.path(settings.mount(), new VaultLocation(path, "")), deadline), kind, place);
    }

    private Optional<VaultContent> content(VaultOutcome outcome, VaultMount kind, String place) {
        return switch (outcome) {
            case VaultOutcome.Success(JsonObject body) -> VaultContent.of(body, true, kind, place);
            // Where nothing lies there is nothing to say: a reason speaks of a route, a mount or a namespace that is
            // not there.
            case VaultOutcome.NotFound(JsonObject body)
            when !VaultOutcome.errors(body).isEmpty() ->
                throw failures.of(new VaultOutcome.Rejected(404, VaultOutcome.errors(body)), "read " + place);
            case VaultOutcome.NotFound(JsonObject body) -> VaultContent.of(body, false, kind, place);
            default -> throw failures.of(outcome, "read " + place);
        };
    }

    /** The engine's version, from what every login that may use a path of the mount may ask. */
    private synchronized VaultMount mount(VaultCalls.Deadline deadline) {
        VaultMount known = mount;
        if (known == null) {
            VaultOutcome outcome = session.read("sys/internal/ui/mounts/" + settings.mount(), deadline);
            known = switch (outcome) {
                case VaultOutcome.Success(JsonObject body) -> VaultMount.of(body, settings);
                case VaultOutcome.Denied() ->
                    throw failures.of(outcome, "use the mount %s (or it does not exist)".formatted(settings.mount()));
                default -> throw failures.of(outcome, "look at the mount " + settings.mount());
            };
            mount = known;
        }
        return known;
    }

    private VaultLocation location(String name, Map<String, String> elsewhere) {
        String from = elsewhere.get(name);
        return from == null ? VaultLocation.of(settings.path(), name) : VaultLocation.parse(from);
    }

    private String place(String path) {
        return settings.mount() + "/" + path;
    }
}
