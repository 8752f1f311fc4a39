package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Observation;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts, stops, restarts, scales and takes down an environment's services, under its lock and in its journal. */
public final class StackOperations {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final LockedRun runs;
    private final HealthGate gate;
    private final SecretWork secrets;
    private final Clock clock;

    StackOperations(
            Environments environments,
            Supplier<Compose> compose,
            LockedRun runs,
            HealthGate gate,
            SecretWork secrets,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.runs = runs;
        this.gate = gate;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * What was taken down.
     *
     * @param volumes those with a name that were removed, by the engine's names
     * @param nameless those without one that its containers wrote to: removed where volumes were, else left behind
     * @param left services and volumes of the same Compose project that are not this environment's, and stay
     * @param backups the volume with its backups, which stays too
     */
    public record TakenDown(
            List<String> volumes,
            List<NamelessVolume> nameless,
            List<String> left,
            Optional<String> backups,
            EngineState.Place journal) {}

    /**
     * Stops the environment's containers, whatever profiles are on, and removes them with their networks; with volumes too where
     * that is wanted and confirmed.
     */
    public TakenDown down(RunRequest request, boolean volumes, Approval approval, Progress progress) {
        List<TakenDown> done = new ArrayList<>();
        runs.run(request, approval, progress, new LockedRun.Intent() {
            private final List<String> removed = new ArrayList<>();

            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                Belongings belongings = Belongings.of(environment, compose.get(), engine, state);
                List<String> left = new ArrayList<>(belongings.strangers());
                if (volumes) {
                    removed.addAll(belongings.volumes());
                    new SharedData(engine, environment.project()).refuseToRemove(removed, belongings.services());
                    left.addAll(belongings.strangeVolumes());
                }
                done.add(new TakenDown(
                        List.copyOf(removed),
                        belongings.nameless(),
                        List.copyOf(left),
                        belongings.repository(),
                        state.place()));
                return new LockedRun.Announcement(
                        consequences(request.environment(), volumes, done.getFirst()), volumes);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                context.step("down", () -> {
                    Belongings belongings =
                            Belongings.of(environment, compose.get(), context.engine(), context.state());
                    new Replacement(context.engine(), compose.get(), gate, progress).removeTwins(environment);
                    belongings.dropped().forEach(container -> {
                        context.engine().stop(container.id());
                        if (volumes) {
                            context.engine().discard(container.id());
                        } else {
                            context.engine().remove(container.id(), true);
                        }
                    });
                    if (volumes) {
                        // Not by Compose, which would take the backups along.
                        compose.get().stop(belongings.project(), List.of(), belongings.longestStop());
                        belongings
                                .containers()
                                .forEach(container -> context.engine().discard(container.id()));
                    }
                    compose.get().down(belongings.project(), belongings.longestStop());
                    removed.forEach(context.engine()::removeVolume);
                    if (volumes) {
                        BackupRestore.forget(context.state());
                        StoreUpgrade.forget(context.state());
                        secrets.remove(environment, context.engine(), context.state());
                    }
                    return volumes ? "containers, networks and volumes removed" : "containers and networks removed";
                });
            }
        });
        TakenDown down = done.getFirst();
        if (!volumes && !down.nameless().isEmpty()) {
            progress.notice(leftBehind(down.nameless()));
        }
        notice(progress, down.left());
        return down;
    }

    /** What a {@code stack down} means, for whoever is asked. */
    static List<String> consequences(String environment, boolean volumes, TakenDown plan) {
        List<String> consequences = new ArrayList<>();
        consequences.add("every container of %s is removed%s".formatted(environment, volumes ? "" : "; volumes stay"));
        if (volumes) {
            consequences.add(
                    plan.volumes().isEmpty()
                            ? plan.nameless().isEmpty()
                                    ? "there is no volume to remove"
                                    : "there is no volume with a name to remove"
                            : "its volumes are removed, all their data is lost: " + String.join(", ", plan.volumes()));
        }
        if (!plan.nameless().isEmpty()) {
            consequences.add(
                    volumes
                            ? "volumes without a name are removed with all their data: " + listed(plan.nameless())
                            : leftBehind(plan.nameless()));
        }
        if (volumes) {
            plan.backups()
                    .ifPresent(volume -> consequences.add(
                            "its backups stay, in the volume %s: docker volume rm removes them".formatted(volume)));
        }
        if (!plan.left().isEmpty()) {
            consequences.add("left alone, since no compose file of %s defines it: %s"
                    .formatted(environment, String.join(", ", plan.left())));
        }
        return consequences;
    }

    private static String leftBehind(List<NamelessVolume> nameless) {
        return "data in volumes without a name stays behind, and no later container finds it: " + listed(nameless);
    }

    private static String listed(List<NamelessVolume> nameless) {
        return String.join(", ", nameless.stream().map(NamelessVolume::toString).toList());
    }

    /** Stops containers, whatever profiles are on; they stay. */
    public void stop(RunRequest request, Approval approval, Progress progress) {
        runs.run(
                request,
                approval,
                progress,
                List.of(named(request) + " stopped"),
                (context, environment) -> context.step("stop", () -> {
                    if (!request.services().isEmpty()) {
                        compose.get()
                                .stop(
                                        environment.compose(),
                                        request.services(),
                                        environment.model().longestStop());
                        return named(request) + " stopped";
                    }
                    Belongings belongings =
                            Belongings.of(environment, compose.get(), context.engine(), context.state());
                    belongings.dropped().forEach(container -> context.engine().stop(container.id()));
                    compose.get().stop(belongings.project(), List.of(), belongings.longestStop());
                    notice(progress, belongings.strangers());
                    return named(request) + " stopped";
                }));
    }

    private static void notice(Progress progress, List<String> left) {
        if (!left.isEmpty()) {
            progress.notice("left alone, since no compose file here defines it: " + String.join(", ", left));
        }
    }

    /** Starts stopped containers and waits until they are healthy; what converges does so before others log in to it. */
    public void start(RunRequest request, Approval approval, Progress progress) {
        runs.run(request, approval, progress, starting(request, named(request) + " started", (context, environment) -> {
            List<String> services = request.services().isEmpty()
                    ? List.copyOf(environment.model().services().keySet())
                    : request.services();
            Observation before = Observation.of(context.engine(), environment.project());
            List<String> started = services.stream()
                    .filter(name -> before.of(name).stream().noneMatch(ServicePlanner::isRunning))
                    .toList();
            renderSecrets(context, environment);
            List<String> first = Converge.defined(environment, started);
            if (!first.isEmpty()) {
                context.step("stores", () -> {
                    compose.get().start(environment.compose(), first);
                    gate.await(
                            environment,
                            first,
                            environment.definition().healthTimeout(),
                            context.progress(),
                            Optional::empty);
                    return String.join(", ", first) + " started";
                });
            }
            // Whatever runs already may be behind the files that the others are started with.
            new Converge(context.engine())
                    .run(environment, List.copyOf(environment.model().services().keySet()));
            context.step("start", () -> {
                compose.get().start(environment.compose(), request.services());
                return named(request) + " started";
            });
            awaitHealthy(context, environment, request.services());
            secrets.applied(environment, context.state(), context.engine(), started);
        }));
    }

    /**
     * Renders what a start needs and is not there, as after a reboot. What is there is good enough to start with: newer
     * values are a sync's work, which has each service take them up in its turn.
     */
    private void renderSecrets(RunContext context, Environment environment) {
        try {
            if (secrets.pending(environment, context.engine(), context.state())
                    .consequences()
                    .isEmpty()) {
                return;
            }
            if (secrets.isComplete(environment, context.engine(), context.state())) {
                context.progress()
                        .notice(
                                "services start with the secrets that were rendered last: secrets sync brings newer ones");
                return;
            }
            context.step("secrets", () -> secrets.render(environment, context.engine(), context.state()));
        } catch (BerthException e) {
            if (!KeptSecrets.isAway(e) || !secrets.isComplete(environment, context.engine(), context.state())) {
                throw e;
            }
            context.progress().notice("services start with the secrets that were rendered last: " + e.getMessage());
        }
    }

    /** Restarts containers and waits until they are healthy. */
    public void restart(RunRequest request, Approval approval, Progress progress) {
        runs.run(
                request,
                approval,
                progress,
                starting(request, named(request) + " restarted", (context, environment) -> {
                    context.step("restart", () -> {
                        compose.get()
                                .restart(
                                        environment.compose(),
                                        request.services(),
                                        environment.model().longestStop());
                        return named(request) + " restarted";
                    });
                    awaitHealthy(context, environment, request.services());
                }));
    }

    /**
     * Changes how many containers a service has, until the next switch.
     *
     * @throws BerthException where the service is a store, or what is defined is not what runs: that is a switch's work
     */
    public void scale(RunRequest request, Map<String, Integer> replicas, Approval approval, Progress progress) {
        String words = String.join(
                ", ",
                replicas.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        List<String> services = List.copyOf(replicas.keySet());
        runs.run(request, approval, progress, new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                services.forEach(name -> refuseStore(environment, name));
                BackupRestore.refuseUnfinished(state, request.environment());
                StoreUpgrade.refuseUnfinished(state, request.environment());
                new SharedData(engine, environment.project()).refuseToStart(environment);
                new Undeployed(engine, compose.get()).refuse(environment, services, state);
                return new LockedRun.Announcement(List.of("scaled to " + words), false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                context.step("scale", () -> {
                    Map<String, Integer> wanted = new LinkedHashMap<>(replicas);
                    compose.get().create(environment.compose(), services, wanted, line -> {});
                    new LimitStep(context.engine())
                            .apply(
                                    environment.stack(),
                                    services,
                                    Observation.of(context.engine(), environment.project()));
                    compose.get()
                            .up(
                                    environment.compose(),
                                    new Compose.UpRequest(services, wanted, true, false, false),
                                    line -> {});
                    return words;
                });
                awaitHealthy(
                        context,
                        environment,
                        replicas.entrySet().stream()
                                .map(entry -> environment
                                        .stack()
                                        .service(entry.getKey())
                                        .wanted(entry.getValue()))
                                .filter(service -> service.replicas() > 0)
                                .toList());
            }
        });
    }

    /** The running container of a service, for a command or a shell inside. */
    public Container container(String environment, String service) {
        Stack stack = environments.stack(environment);
        Engine engine = environments.engine(stack.engine());
        stack.service(service);
        Observation observation = Observation.of(engine, stack.project());
        return observation.of(service).stream()
                .filter(ServicePlanner::isRunning)
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.UNHEALTHY,
                        "%s has no running container of %s".formatted(environment, service),
                        "Start it: " + observation.wayToStart(service)));
    }

    /** Removes the lock of an environment, whoever holds it. */
    public Optional<EnvironmentLock.Holder> unlock(String environment, Approval approval) {
        Definition definition = environments.definition(environment);
        approval.require(environment, definition.isProtected());
        EnvironmentLock lock = new EnvironmentLock(
                environments.engine(environments.address(definition)), definition.project(), Operator.current(), clock);
        Optional<EnvironmentLock.Holder> holder = lock.holder();
        holder.ifPresent(held -> {
            approval.confirm(
                    environment,
                    definition.isProtected(),
                    List.of(
                            "held by %s since %s: %s".formatted(held.operator(), held.since(), held.command()),
                            "if that run still lives, two runs will change %s at once".formatted(environment)));
            lock.breakOpen(held);
        });
        return holder;
    }

    /** What was done to an environment, oldest first. */
    public List<Run> history(String environment) {
        Definition definition = environments.definition(environment);
        Engine engine = environments.engine(environments.address(definition));
        return new Journal(new EngineState(engine, definition.project()), clock).history();
    }

    private void awaitHealthy(RunContext context, Environment environment, List<String> named) {
        List<Stack.Service> services = environment.stack().services();
        // Whoever names a service wants that one, though others may do without it.
        awaitHealthy(
                context,
                environment,
                services.stream()
                        .map(service -> named.contains(service.name()) ? service.wanted(service.replicas()) : service)
                        .filter(service -> named.isEmpty() || named.contains(service.name()))
                        .toList());
    }

    private void awaitHealthy(RunContext context, Environment environment, Collection<Stack.Service> wanted) {
        Stack stack = environment.stack().with(List.copyOf(wanted));
        context.step("health", () -> {
            gate.await(
                    environment.with(stack),
                    stack.services().stream().map(Stack.Service::name).toList(),
                    environment.definition().healthTimeout(),
                    context.progress(),
                    Optional::empty);
            return "%d of %d healthy"
                    .formatted(gate.well(stack, context.engine()).size(), wanted.size());
        });
    }

    /** To start or restart what was never created does nothing, and must not be called well. */
    private static void refuseWithoutContainer(RunRequest request, Environment environment, Engine engine) {
        Observation observation = Observation.of(engine, environment.project());
        List<String> missing = environment.stack().services().stream()
                .filter(service -> request.services().isEmpty()
                        ? service.replicas() > 0
                        : request.services().contains(service.name()))
                .map(Stack.Service::name)
                .filter(name -> observation.of(name).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new BerthException(
                    ErrorCode.UNHEALTHY,
                    "%s has no container of %s".formatted(request.environment(), String.join(", ", missing)),
                    "Create what is missing: stack up");
        }
    }

    private static void refuseStore(Environment environment, String name) {
        if (environment.isStore(name)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s is a store: two containers on one volume would corrupt its data".formatted(name),
                    "A read replica is a service and a volume of its own.");
        }
    }

    private static String named(RunRequest request) {
        return request.services().isEmpty() ? "every service" : String.join(", ", request.services());
    }

    /** The same as {@link LockedRun.Intent} where something is started that must not meet others' data. */
    private static LockedRun.Intent starting(RunRequest request, String consequence, LockedRun.Work work) {
        return new LockedRun.Intent() {
            @Override
            public LockedRun.Announcement announce(Environment environment, Engine engine, EngineState state) {
                new SharedData(engine, environment.project()).refuseToStart(environment);
                refuseWithoutContainer(request, environment, engine);
                BackupRestore.refuseUnfinished(state, request.environment());
                StoreUpgrade.refuseUnfinished(state, request.environment());
                return new LockedRun.Announcement(List.of(consequence), false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                work.run(context, environment);
            }
        };
    }
}
