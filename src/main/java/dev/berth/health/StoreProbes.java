package dev.berth.health;

import dev.berth.datastore.PostgresLogin;
import dev.berth.datastore.Reach;
import dev.berth.datastore.ServiceLogin;
import dev.berth.docker.Engine;
import dev.berth.environment.Environments;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretStore;
import dev.berth.secret.SecretValue;
import dev.berth.secret.StoredSecret;
import dev.berth.secret.VaultState;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Knows from an environment's definition how each of its stores is asked how it is. */
public final class StoreProbes {
    /** How long a store may take for one answer. */
    static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

    private static final int PGBOUNCER_PORT = 6432;
    private static final int REDIS_PORT = 6379;
    private static final int POSTGREST_PORT = 3000;
    private static final int HTTP_PORT = 80;

    private final Environments environments;
    private final Function<Definition, SecretStore> secrets;
    private final Function<Definition, Optional<VaultState>> secretServer;
    private final Supplier<Survey> survey;
    private final Clock clock;

    /**
     * Asks nobody yet.
     *
     * @param secrets the store of an environment's secrets; opened when a password is first needed
     * @param secretServer asks the server that keeps an environment's secrets how it is; empty where none does
     * @param survey tells whether a stack still is as it was defined
     */
    public StoreProbes(
            Environments environments,
            Function<Definition, SecretStore> secrets,
            Function<Definition, Optional<VaultState>> secretServer,
            Supplier<Survey> survey,
            Clock clock) {
        this.environments = environments;
        this.secrets = secrets;
        this.secretServer = secretServer;
        this.survey = survey;
        this.clock = clock;
    }

    /** Whether a stack still is as it was defined; takes seconds. */
    Survey.Findings survey(Stack stack) {
        return survey.get().of(stack);
    }

    /** Begins to look at what there is to go back to. */
    BackupWatch watchBackups(Stack stack) {
        return BackupWatch.begin(() -> survey.get().backups(stack));
    }

    /** What was seen of volumes before. */
    VolumeMemory volumeMemory() {
        return new VolumeMemory(environments.workspace(), clock);
    }

    /** Begins to ask the server that keeps a stack's secrets, if one does. */
    SecretServerWatch watchSecretServer(Stack stack) {
        return SecretServerWatch.begin(() -> secretServer.apply(environments.definition(stack.environment())), clock);
    }

    /** How the server that keeps a stack's secrets is now; empty where none does. */
    Optional<Surroundings.SecretServer> askSecretServer(Stack stack) {
        return SecretServerWatch.once(() -> secretServer.apply(environments.definition(stack.environment())), clock);
    }

    /**
     * The probes of one stack, by service.
     *
     * @param afterwards gives back the way to them
     */
    record Opened(Map<String, StoreProbe> probes, Runnable afterwards) implements AutoCloseable {
        @Override
        public void close() {
            probes.values().forEach(StoreProbe::close);
            afterwards.run();
        }
    }

    /** Makes them ready; asks nobody yet. */
    Opened open(Stack stack) {
        Definition definition = environments.definition(stack.environment());
        Engine engine = environments.engine(stack.engine());
        Reach reach = Reach.through(engine, stack.project());
        Map<String, StoreProbe> probes = new LinkedHashMap<>();
        for (Stack.Service service : stack.services()) {
            probe(definition, stack, service, reach).ifPresent(probe -> probes.put(service.name(), probe));
        }
        return new Opened(probes, reach::close);
    }

    /**
     * Asks all stores of a stack, or some, at once.
     *
     * @param services by name; empty for all that can be asked
     * @param pause between two questions, which tell rates; zero for one question
     * @return what each one said, by its service's name; none of those of which there is nothing to ask
     */
    public Map<String, StoreHealth> ask(Stack stack, Set<String> services, Duration pause) throws InterruptedException {
        Opened opened = open(stack);
        if (!services.isEmpty()) {
            opened.probes().keySet().retainAll(services);
        }
        return StoreWatch.once(opened, clock, pause, LONGEST_ANSWER);
    }

    private Optional<StoreProbe> probe(Definition definition, Stack stack, Stack.Service service, Reach reach) {
        Optional<Definition.Monitor> monitor =
                definition.service(service.name()).monitor();
        return switch (service.kind()) {
            case POSTGRES -> Optional.of(postgres(definition, stack, service, monitor, reach));
            case PGBOUNCER ->
                Optional.of(
                        monitor.filter(each -> each.user().isPresent()).isEmpty()
                                ? silent(service, "user")
                                : new PgBouncerProbe(
                                        reach, login(definition, service, monitor, PGBOUNCER_PORT), clock));
            case REDIS ->
                Optional.of(
                        new RedisProbe(reach, login(definition, service, monitor, REDIS_PORT), service.role(), clock));
            case POSTGREST -> Optional.of(request(definition, service, monitor, POSTGREST_PORT, reach));
            case HTTP, STORAGE -> Optional.of(request(definition, service, monitor, HTTP_PORT, reach));
            case APP ->
                monitor.filter(each -> each.path().isPresent())
                        .map(each -> request(definition, service, monitor, HTTP_PORT, reach));
        };
    }

    private StoreProbe postgres(
            Definition definition,
            Stack stack,
            Stack.Service service,
            Optional<Definition.Monitor> monitor,
            Reach reach) {
        if (monitor.filter(each -> each.user().isPresent()).isEmpty()) {
            return silent(service, "user");
        }
        String user = monitor.get().user().orElseThrow();
        ServiceLogin login = login(definition, service, monitor, PostgresLogin.PORT);
        return new PostgresProbe(
                reach,
                new PostgresLogin(
                        stack.project(),
                        service.name(),
                        monitor.get().database().orElse(user),
                        user,
                        login.password()),
                login.port(),
                clock);
    }

    private StoreProbe request(
            Definition definition, Stack.Service service, Optional<Definition.Monitor> monitor, int port, Reach reach) {
        if (monitor.filter(each -> each.path().isPresent()).isEmpty()) {
            return silent(service, "path");
        }
        return new RequestProbe(
                reach,
                login(definition, service, monitor, port),
                monitor.get().path().orElseThrow(),
                secret(definition, monitor.get().tokenSecret()),
                monitor.get().tokenClaims(),
                clock);
    }

    private StoreProbe silent(Stack.Service service, String key) {
        return new SilentProbe("services.%s.monitor.%s is not defined".formatted(service.name(), key), clock);
    }

    private ServiceLogin login(
            Definition definition, Stack.Service service, Optional<Definition.Monitor> monitor, int port) {
        return new ServiceLogin(
                service.name(),
                monitor.map(each -> each.port().orElse(port)).orElse(port),
                monitor.flatMap(Definition.Monitor::user),
                secret(definition, monitor.flatMap(Definition.Monitor::passwordSecret)));
    }

    private Supplier<Optional<SecretValue>> secret(Definition definition, Optional<String> name) {
        return () -> name.map(each -> secrets.apply(definition)
                .read(each)
                .map(StoredSecret::value)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SECRET_MISSING,
                        "the secret %s is not stored".formatted(each),
                        "Generate what is missing: berth secrets sync")));
    }
}
