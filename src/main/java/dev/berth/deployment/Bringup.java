package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings some of an environment's services to what is defined: creates, limits, starts, and waits until they are healthy. */
final class Bringup {

    private final Engine engine;
    private final Compose compose;
    private final HealthGate gate;
    private final Progress progress;

    Bringup(Engine engine, Compose compose, HealthGate gate, Progress progress) {
        this.engine = engine;
        this.compose = compose;
        this.gate = gate;
        this.progress = progress;
    }

    /**
     * Brings these services up.
     *
     * @param services those that take part, in dependency order; what they depend on must run or be among them
     * @param recreated those whose containers must be new although Compose sees no difference
     * @param kept those whose containers are to stay, where they are still as they were when that was found
     */
    void run(
            Environment environment,
            List<String> services,
            List<String> recreated,
            Set<String> kept,
            Duration timeout) {
        if (services.isEmpty()) {
            return;
        }
        if (!recreated.isEmpty()) {
            compose.recreate(environment.compose(), recreated, scale(environment, recreated));
        }
        InPlace inPlace = new InPlace(engine, environment);
        List<String> changing = services.stream()
                .filter(name -> !kept.contains(name) || !inPlace.is(name))
                .toList();
        List<String> takingPart = new ArrayList<>();
        changing.forEach(name -> addWithDependencies(environment, name, takingPart));
        Map<String, Integer> scale = scale(
                environment, services.stream().filter(takingPart::contains).toList());
        if (!changing.isEmpty()) {
            compose.create(environment.compose(), changing, scale, line -> {});
        }
        Observation created = Observation.of(engine, environment.project());
        new LimitStep(engine).apply(environment.stack(), services, created);
        new SharedData(engine, environment.project()).takeOver(environment, takingPart, progress);
        if (changing.isEmpty()) {
            gate.await(environment, services, timeout, progress, Optional::empty);
        } else {
            start(environment, services, changing, scale, timeout);
        }
    }

    /**
     * Compose waits for dependencies before it starts what needs them; meanwhile the gate watches, and fails sooner.
     *
     * <p>Dependencies always take part: without them Compose computes another configuration hash, and recreates.
     */
    private void start(
            Environment environment,
            List<String> services,
            List<String> changing,
            Map<String, Integer> scale,
            Duration timeout) {
        CompletableFuture<Void> up = new CompletableFuture<>();
        Thread starter = Thread.ofVirtual().start(() -> {
            try {
                compose.up(
                        environment.compose(), new Compose.UpRequest(changing, scale, true, false, false), line -> {});
                up.complete(null);
            } catch (RuntimeException e) {
                up.completeExceptionally(e);
            }
        });
        try {
            gate.await(environment, services, timeout, progress, () -> failure(up));
            // What can be done without is not waited for longer than the rest.
            up.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            progress.notice("what can be done without is still starting");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BerthException known
                    ? known
                    : new BerthException(ErrorCode.COMPOSE_FAILED, String.valueOf(e.getMessage()), null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while services start", null, e);
        } finally {
            starter.interrupt();
        }
    }

    private static Optional<BerthException> failure(CompletableFuture<Void> up) {
        if (!up.isCompletedExceptionally()) {
            return Optional.empty();
        }
        Throwable cause = up.exceptionNow();
        return Optional.of(
                cause instanceof BerthException known
                        ? known
                        : new BerthException(
                                ErrorCode.COMPOSE_FAILED, String.valueOf(cause.getMessage()), null, cause));
    }

    /** Only what differs from the files is said: Compose keeps what is scaled already otherwise. */
    private static Map<String, Integer> scale(Environment environment, Collection<String> services) {
        Map<String, Integer> scale = new LinkedHashMap<>();
        for (String name : services) {
            Stack.Service wanted = environment.stack().service(name);
            if (wanted.replicas() != environment.composeService(name).replicas()) {
                scale.put(name, wanted.replicas());
            }
        }
        return scale;
    }

    /** The stores, and everything that they depend on: what must be healthy before migrations run. */
    static List<String> stores(Environment environment) {
        List<String> stores = new ArrayList<>();
        environment.model().services().keySet().stream()
                .filter(name -> environment.stack().service(name).isStore())
                .forEach(name -> addWithDependencies(environment, name, stores));
        return stores;
    }

    private static void addWithDependencies(Environment environment, String name, List<String> into) {
        if (into.contains(name)) {
            return;
        }
        environment.composeService(name).dependsOn().keySet().stream()
                .filter(environment.model().services()::containsKey)
                .forEach(dependency -> addWithDependencies(environment, dependency, into));
        into.add(name);
    }
}
