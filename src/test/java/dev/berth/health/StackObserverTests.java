package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerSpecification;
import dev.berth.environment.Stack;
import dev.berth.testing.FakeEngine;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How the whole is, by the worst required service. */
class StackObserverTests {
    private static final boolean REQUIRED = true;
    private static final boolean ONE_SHOT = true;

    private final FakeEngine engine = new FakeEngine("image");

    @Test
    void observeWhenOneShotHasEndedWellIsHealthyAndCallsItCompleted() {
        run("rest");
        end("setup", 0);

        StackSnapshot snapshot = observe(service("rest", REQUIRED, !ONE_SHOT), service("setup", REQUIRED, ONE_SHOT));

        assertThat(snapshot.state()).isEqualTo(StackState.HEALTHY);
        assertThat(snapshot.services())
                .extracting(ServiceSnapshot::state)
                .containsExactly(ServiceState.RUNNING, ServiceState.COMPLETED);
    }

    @Test
    void observeWhenOneShotHasFailedIsUnhealthy() {
        run("rest");
        end("setup", 1);

        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT), service("setup", REQUIRED, ONE_SHOT))
                        .state())
                .isEqualTo(StackState.UNHEALTHY);
    }

    @Test
    void observeWhenRequiredServiceHasEndedIsUnhealthy() {
        run("rest");
        end("worker", 0);

        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT), service("worker", REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.UNHEALTHY);
    }

    @Test
    void observeWhenOptionalServiceIsIllIsHealthyAllTheSame() {
        run("rest");
        end("mailer", 1);

        StackSnapshot snapshot = observe(
                service("rest", REQUIRED, !ONE_SHOT),
                service("mailer", !REQUIRED, !ONE_SHOT),
                service("reports", !REQUIRED, !ONE_SHOT));

        assertThat(snapshot.state()).isEqualTo(StackState.HEALTHY);
        assertThat(snapshot.services()).extracting(ServiceSnapshot::isWell).containsExactly(true, false, false);
    }

    @Test
    void observeWhenOnlyAnOptionalServiceRunsIsUnhealthy() {
        end("rest", 0);
        run("mailer");

        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT), service("mailer", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.UNHEALTHY);
    }

    @Test
    void observeWhenAllIsDoneButAnOptionalServiceIsHealthy() {
        end("setup", 0);

        assertThat(observe(service("setup", REQUIRED, ONE_SHOT), service("mailer", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.HEALTHY);
    }

    @Test
    void observeWhenOneReplicaOfAJobHasFailedIsUnhealthyWhicheverIsListedFirst() {
        run("rest");
        engine.end(replica("first", 1), 0);
        engine.end(replica("first", 2), 1);
        engine.end(replica("second", 1), 1);
        engine.end(replica("second", 2), 0);

        StackSnapshot snapshot = observe(
                service("rest", REQUIRED, !ONE_SHOT),
                service("first", REQUIRED, ONE_SHOT, 2),
                service("second", REQUIRED, ONE_SHOT, 2));

        assertThat(snapshot.state()).isEqualTo(StackState.UNHEALTHY);
        assertThat(snapshot.services())
                .extracting(ServiceSnapshot::state)
                .containsExactly(ServiceState.RUNNING, ServiceState.EXITED, ServiceState.EXITED);
    }

    @Test
    void observeWhenSomeReplicasServeIsDegradedAndNamesTheIllOne() {
        replica("rest", 1);
        engine.end(replica("rest", 2), 137);

        StackSnapshot snapshot = observe(service("rest", REQUIRED, !ONE_SHOT, 2));

        assertThat(snapshot.state()).isEqualTo(StackState.DEGRADED);
        assertThat(snapshot.services()).singleElement().satisfies(rest -> {
            assertThat(rest.state()).isEqualTo(ServiceState.EXITED);
            assertThat(rest.serving()).isEqualTo(1);
            assertThat(rest.isWell()).isFalse();
        });
    }

    @Test
    void observeWhenAllReplicasRunAndOneIsIllIsDegradedUntilNoneServes() {
        String first = replica("rest", 1);
        String second = replica("rest", 2);
        engine.setHealth(first, ContainerHealth.HEALTHY);
        engine.setHealth(second, ContainerHealth.UNHEALTHY);
        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT, 2)).state()).isEqualTo(StackState.DEGRADED);

        engine.setHealth(first, ContainerHealth.UNHEALTHY);
        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT, 2)).state()).isEqualTo(StackState.UNHEALTHY);
    }

    @Test
    void observeWhenNothingIsRequiredIsStoppedOnceNothingRuns() {
        end("mailer", 0);

        assertThat(observe(service("mailer", !REQUIRED, !ONE_SHOT)).state()).isEqualTo(StackState.STOPPED);
        run("reports");
        assertThat(observe(service("mailer", !REQUIRED, !ONE_SHOT), service("reports", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.HEALTHY);
    }

    @Test
    void observeWhenContainersWereNeverStartedSaysSoAndIsStopped() {
        engine.createService("shop", "rest");

        StackSnapshot snapshot = observe(service("rest", REQUIRED, !ONE_SHOT));

        assertThat(snapshot.state()).isEqualTo(StackState.STOPPED);
        assertThat(snapshot.services()).extracting(ServiceSnapshot::state).containsExactly(ServiceState.CREATED);
    }

    @Test
    void observeWhenNothingRunsIsStopped() {
        end("rest", 0);

        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT), service("mailer", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.STOPPED);
    }

    private StackSnapshot observe(Stack.Service... services) {
        Stack stack = new Stack(
                "dev", "acme", "shop", false, engine.address(), List.of(services), Definition.VolumeRules.USUAL);
        return new StackObserver(engine, Clock.systemUTC()).observe(stack);
    }

    private static Stack.Service service(String name, boolean required, boolean oneShot) {
        return service(name, required, oneShot, 1);
    }

    private static Stack.Service service(String name, boolean required, boolean oneShot, int replicas) {
        return new Stack.Service(
                name,
                Definition.Kind.APP,
                Optional.empty(),
                required,
                replicas,
                oneShot,
                false,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    private String run(String service) {
        String id = engine.createService("shop", service);
        engine.start(id);
        return id;
    }

    /** A container of a service that has several. */
    private String replica(String service, int number) {
        String id = engine.create(new ContainerSpecification(
                Optional.of("shop-%s-%d".formatted(service, number)),
                "image",
                List.of(),
                Optional.empty(),
                Map.of("com.docker.compose.project", "shop", "com.docker.compose.service", service),
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false));
        engine.start(id);
        return id;
    }

    private void end(String service, int exitCode) {
        engine.end(run(service), exitCode);
    }
}
