package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerLimits;
import dev.berth.environment.Stack;
import dev.berth.testing.FakeEngine;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.List;
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
    void observeWhenNothingIsRequiredIsStoppedOnceNothingRuns() {
        end("mailer", 0);

        assertThat(observe(service("mailer", !REQUIRED, !ONE_SHOT)).state()).isEqualTo(StackState.STOPPED);
        run("reports");
        assertThat(observe(service("mailer", !REQUIRED, !ONE_SHOT), service("reports", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.HEALTHY);
    }

    @Test
    void observeWhenNothingRunsIsStopped() {
        end("rest", 0);

        assertThat(observe(service("rest", REQUIRED, !ONE_SHOT), service("mailer", !REQUIRED, !ONE_SHOT))
                        .state())
                .isEqualTo(StackState.STOPPED);
    }

    private StackSnapshot observe(Stack.Service... services) {
        Stack stack = new Stack("dev", "acme", "shop", false, engine.address(), List.of(services));
        return new StackObserver(engine, Clock.systemUTC()).observe(stack);
    }

    private static Stack.Service service(String name, boolean required, boolean oneShot) {
        return new Stack.Service(
                name,
                Definition.Kind.APP,
                Optional.empty(),
                required,
                1,
                oneShot,
                false,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    private String run(String service) {
        String id = engine.createService("shop", service);
        engine.start(id);
        return id;
    }

    private void end(String service, int exitCode) {
        engine.end(run(service), exitCode);
    }
}
