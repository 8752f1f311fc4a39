package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Waits until services are healthy. */
interface HealthGate {

    /** The services that are well now, those that can be done without included. */
    Set<String> well(Stack stack, Engine engine);

    /** Whether everything that is required is healthy now. */
    boolean isHealthy(Stack stack, Engine engine);

    /**
     * Waits, telling what for; services that can be done without are not waited for.
     *
     * @param broken asked now and then: an exception from whoever starts the services ends the wait
     * @throws BerthException UNHEALTHY with the failing service's own words, or TIMED_OUT
     */
    void await(
            Environment environment,
            List<String> services,
            Duration timeout,
            Progress progress,
            Supplier<Optional<BerthException>> broken);

    /** The same where services have been unwell for want of one that was away: nothing but the time ends the wait. */
    void awaitRecovery(Environment environment, List<String> services, Duration timeout, Progress progress);
}
