package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.EngineEvent;
import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.testing.Setups;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Recovery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a watch does to services, and what it leaves alone: postgres, and rest that needs it. */
class RecoveringTests {
    private final Map<String, Recovery> recoveries = new TreeMap<>();
    private final Map<String, Condition> services = new LinkedHashMap<>();
    private final List<EngineEvent> events = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private ServiceRecovery.Outcome outcome = new ServiceRecovery.Outcome.Done("done");

    /** What one service does. */
    private enum Condition {
        WELL,
        UNHEALTHY,
        ENDED,
        CRASHED,
        DONE,
        GONE
    }

    RecoveringTests() {
        services.put("postgres", Condition.WELL);
        services.put("rest", Condition.WELL);
    }

    @Test
    void lookWhenAHealthCheckFailsRestartsAtOnceWhatIsToBeRestarted() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.UNHEALTHY);

        assertThat(scene.at(1)).containsExactly("restart rest: its health check fails");
        assertThat(scene.at(2)).isEmpty();
        assertThat(scene.recoveries.repairs())
                .containsExactly(new Repair(
                        BEGIN.plusSeconds(1),
                        "rest",
                        "restart",
                        "its health check fails",
                        Repair.Outcome.DONE,
                        "done"));
        assertThat(scene.at(11)).containsExactly("restart rest: its health check fails");
    }

    @Test
    void lookWhenAnotherServiceIsTheCauseActsOnThatOneOnly() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        recoveries.put("postgres", Recovery.Usual.RESTART);
        Scene scene = new Scene();
        scene.at(0);
        services.put("postgres", Condition.UNHEALTHY);
        services.put("rest", Condition.UNHEALTHY);

        assertThat(scene.at(1)).containsExactly("restart postgres: its health check fails");
        services.put("postgres", Condition.WELL);
        assertThat(scene.at(5)).isEmpty();
        assertThat(notices)
                .containsExactly(
                        "rest is left alone (its health check fails): it needs postgres, which is not well, or has not been for long");
        // It has had its time to notice.
        assertThat(scene.at(40)).containsExactly("restart rest: its health check fails");
    }

    @Test
    void lookWhenNothingIsSaidStartsWhatHasEndedAndNoMore() throws Exception {
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.UNHEALTHY);
        services.put("postgres", Condition.ENDED);
        event("die", "postgres");

        assertThat(scene.at(1)).isEmpty();
        assertThat(scene.at(7)).containsExactly("start postgres: its process ended with exit code 137");
        recoveries.put("postgres", Recovery.Usual.NONE);
        assertThat(scene.at(60)).isEmpty();
    }

    @Test
    void lookWhenSomebodyStoppedItLeavesItAlone() throws Exception {
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.ENDED);
        event("kill", "rest");
        event("die", "rest");
        event("stop", "rest");

        assertThat(scene.at(1)).isEmpty();
        assertThat(scene.at(60)).isEmpty();
    }

    @Test
    void lookWhenItHasEndedBeforeAnybodyLookedLeavesItAlone() throws Exception {
        services.put("postgres", Condition.CRASHED);
        Scene scene = new Scene();

        scene.at(0);

        assertThat(scene.at(10)).isEmpty();
        services.put("postgres", Condition.WELL);
        scene.at(20);
        services.put("postgres", Condition.CRASHED);
        scene.at(30);
        assertThat(scene.at(40)).containsExactly("start postgres: its process ended with exit code 1");
    }

    @Test
    void lookWhenSomebodyIsStoppingItWaitsForItsEnd() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        Scene scene = new Scene();
        scene.at(0);
        signal("rest", "15");
        services.put("rest", Condition.UNHEALTHY);

        assertThat(scene.at(1)).isEmpty();
        assertThat(notices).containsExactly("rest is left alone (its health check fails): somebody is stopping it");
    }

    @Test
    void lookWhenAProcessIsOnlyToReadItsFilesAnewIsNotStopped() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        Scene scene = new Scene();
        scene.at(0);
        signal("rest", "1");
        services.put("rest", Condition.UNHEALTHY);

        assertThat(scene.at(1)).hasSize(1);
    }

    @Test
    void lookWhenARestartHasLeftItStoppedStartsIt() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        outcome = new ServiceRecovery.Outcome.Failed("the port is taken");
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.UNHEALTHY);
        assertThat(scene.at(1)).hasSize(1);
        services.put("rest", Condition.ENDED);
        signal("rest", "15");
        event("die", "rest");
        event("stop", "rest");

        scene.at(5);

        assertThat(scene.at(12)).containsExactly("start rest: the last repair left it half-way");
    }

    @Test
    void lookWhenAnEndWasAskedForOrWellDoesNothing() throws Exception {
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.DONE);
        event("die", "rest");

        scene.at(1);

        assertThat(scene.at(10)).isEmpty();
    }

    @Test
    void lookWhenContainersAreGoneMakesThemAnewWhereThatIsSaid() throws Exception {
        recoveries.put("rest", Recovery.Usual.RECREATE);
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.GONE);
        event("die", "rest");
        event("destroy", "rest");

        assertThat(scene.at(1)).isEmpty();
        assertThat(scene.at(7)).containsExactly("recreate rest: its containers were removed");
    }

    @Test
    void lookWhenTheStackIsTakenDownMakesNothingAnew() throws Exception {
        recoveries.put("rest", Recovery.Usual.RECREATE);
        Scene scene = new Scene();
        scene.at(0);
        services.put("rest", Condition.GONE);
        event("stop", "postgres");
        event("destroy", "rest");

        scene.at(1);

        assertThat(scene.at(20)).isEmpty();
    }

    @Test
    void lookWhenRepairsDoNotHelpGivesUpAndSaysSo() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        Scene scene = new Scene();
        services.put("rest", Condition.UNHEALTHY);
        List<String> done = new ArrayList<>();
        for (int second = 0; second < 3000; second += 5) {
            done.addAll(scene.at(second));
        }

        assertThat(done).hasSize(Circuit.MOST);
        assertThat(scene.recoveries.givenUp()).isEqualTo(Set.of("rest"));
        assertThat(notices).containsExactly("rest is not repaired any more: that does not help for long");
    }

    @Test
    void lookWhenARepairIsWithheldDoesNotCountIt() throws Exception {
        recoveries.put("rest", Recovery.Usual.RESTART);
        outcome = new ServiceRecovery.Outcome.Withheld("somebody else was at work for too long");
        Scene scene = new Scene();
        services.put("rest", Condition.UNHEALTHY);

        assertThat(scene.at(0)).hasSize(1);
        assertThat(scene.at(1)).isEmpty();
        assertThat(scene.recoveries.repairs()).isEmpty();
        assertThat(scene.recoveries.count("rest", BEGIN)).isZero();
        assertThat(scene.at(12)).hasSize(1);
    }

    private void event(String action, String service) {
        events.add(new EngineEvent(
                BEGIN.plusMillis(events.size()),
                action,
                service + "-1",
                Map.of("com.docker.compose.service", service)));
    }

    private void signal(String service, String number) {
        events.add(new EngineEvent(
                BEGIN.plusMillis(events.size()),
                "kill",
                service + "-1",
                Map.of("com.docker.compose.service", service, "signal", number)));
    }

    /** A watch that is shown what is there at some moment, and waits for what it does. */
    private final class Scene {
        private final List<String> done = new ArrayList<>();
        private Recoveries recoveries = Recoveries.NONE;
        private final Recovering recovering = new Recovering(
                service -> Optional.ofNullable(RecoveringTests.this.recoveries.get(service)),
                new FaultFinder(
                        new Stack(
                                "dev",
                                "acme",
                                "acme-dev",
                                false,
                                new EngineAddress("unix:///nowhere", Optional.empty(), Optional.empty()),
                                List.of(defined("postgres"), defined("rest")),
                                Definition.VolumeRules.USUAL),
                        new Causes(Map.of("rest", Set.of("postgres"))),
                        new Sightings()),
                remedy -> {
                    done.add("%s %s: %s".formatted(remedy.means().word(), remedy.service(), remedy.reason()));
                    return outcome;
                },
                new Watch.Listener() {
                    @Override
                    public void changed(Standing standing, Instant at) {}

                    @Override
                    public void repaired(Repair repair) {}

                    @Override
                    public void notice(String sentence) {
                        if (!sentence.contains("somebody else")) {
                            notices.add(sentence);
                        }
                    }
                });

        private List<String> at(int second) throws InterruptedException {
            Instant now = BEGIN.plusSeconds(second);
            done.clear();
            Recovering.Step step = recovering.look(live(now), recoveries, now);
            recoveries = step.recoveries();
            step.begin().ifPresent(begun -> recovering.begin(begun, () -> {}));
            recovering.close();
            recoveries = recovering.hear(recoveries, now);
            return List.copyOf(done);
        }
    }

    private LiveStack live(Instant now) {
        List<ServiceSnapshot> snapshots = new ArrayList<>();
        Map<String, List<ContainerDetails>> containers = new TreeMap<>();
        services.forEach((name, condition) -> {
            snapshots.add(snapshot(name, condition));
            containers.put(name, condition == Condition.GONE ? List.of() : List.of(container(name, condition)));
        });
        return new LiveStack(
                new StackSnapshot("dev", false, StackState.DEGRADED, now, snapshots, Optional.empty()),
                containers,
                Map.of(),
                List.copyOf(events),
                Optional.empty());
    }

    private static Stack.Service defined(String name) {
        return new Stack.Service(
                name,
                Definition.Kind.APP,
                Optional.empty(),
                true,
                1,
                false,
                true,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    private static ServiceSnapshot snapshot(String name, Condition condition) {
        boolean runs = condition == Condition.WELL || condition == Condition.UNHEALTHY;
        return new ServiceSnapshot(
                name,
                switch (condition) {
                    case WELL, UNHEALTHY -> ServiceState.RUNNING;
                    case ENDED, CRASHED, DONE -> ServiceState.EXITED;
                    case GONE -> ServiceState.MISSING;
                },
                condition == Condition.WELL ? ServiceHealth.HEALTHY : ServiceHealth.UNHEALTHY,
                true,
                runs ? 1 : 0,
                condition == Condition.WELL ? 1 : 0,
                1,
                0,
                Optional.empty(),
                "image",
                List.of(),
                "",
                ServiceSnapshot.Measurements.NONE,
                Optional.empty());
    }

    private static ContainerDetails container(String service, Condition condition) {
        boolean runs = condition == Condition.WELL || condition == Condition.UNHEALTHY;
        return new ContainerDetails(
                service + "-1",
                service,
                "image",
                runs ? ContainerState.RUNNING : ContainerState.EXITED,
                condition == Condition.WELL ? ContainerHealth.HEALTHY : ContainerHealth.UNHEALTHY,
                Map.of(),
                Map.of(),
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()),
                List.of(),
                Map.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                switch (condition) {
                    case CRASHED -> 1;
                    case DONE -> 0;
                    case WELL, UNHEALTHY, ENDED, GONE -> 137;
                },
                false,
                "",
                0,
                List.of(),
                Setups.USUAL);
    }
}
