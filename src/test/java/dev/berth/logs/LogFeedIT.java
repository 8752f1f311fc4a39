package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerSpecification;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.Eventually;
import dev.berth.testing.RealEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logs of real containers, which end and begin again while they are read. */
class LogFeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @Test
    void openWhenSixContainersHaveSpokenInvertsNothing() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            start("s" + i, "for n in $(seq 500); do echo $n; done");
        }
        awaitExit(6);
        List<LogEntry> entries = new ArrayList<>();
        LogQuery query = new LogQuery(
                Set.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                LogLevel.UNKNOWN);

        try (LogFeed feed = LogFeed.open(real.engine(), real.project(), query, text -> text, entries::add)) {
            assertThat(feed.awaitEnd(PATIENCE)).isTrue();
        }

        assertThat(entries).hasSize(3000).isSortedAccordingTo(Comparator.comparing(LogEntry::time));
    }

    @Test
    void openWhenContainersAreRestartedAndReplacedLosesAndDoublesNothing() throws InterruptedException {
        // Each run of a container counts on where the last one stopped.
        String count =
                "n=$(cat /n 2>/dev/null || echo 0); while :; do n=$((n+1)); echo $n >/n; echo $n; sleep 0.02; done";
        start("steady", count);
        List<LogEntry> entries = new CopyOnWriteArrayList<>();
        try (LogFeed feed =
                LogFeed.open(real.engine(), real.project(), LogQuery.following(10_000), text -> text, entries::add)) {
            awaitSaid(entries, "steady", 50);
            for (int i = 0; i < 3; i++) {
                DockerProgram.docker("restart", "-t", "0", real.project() + "-steady");
                int last = last(entries, "steady");
                awaitSaid(entries, "steady", last + 50);
            }
            start("brief", "for n in $(seq 200); do echo $n; done");
            awaitSaid(entries, "brief", 200);
            DockerProgram.docker("rm", "-f", real.project() + "-brief");
            start("brief", "for n in $(seq 201 400); do echo $n; done");
            awaitSaid(entries, "brief", 400);
            DockerProgram.docker("kill", real.project() + "-steady");
        }

        Map<String, List<Integer>> said = numbers(entries);
        assertThat(said.getOrDefault("brief", List.of()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 400).boxed().toList());
        List<Integer> steady = said.getOrDefault("steady", List.of(0));
        assertThat(steady)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, steady.getLast()).boxed().toList());
    }

    private void start(String service, String script) {
        ContainerSpecification plain = real.container(service, script);
        real.engine()
                .start(real.engine()
                        .create(new ContainerSpecification(
                                plain.name(),
                                plain.image(),
                                plain.command(),
                                plain.user(),
                                labels(plain, service),
                                plain.binds(),
                                plain.network(),
                                plain.capabilities(),
                                false,
                                true,
                                false)));
    }

    private Map<String, String> labels(ContainerSpecification plain, String service) {
        Map<String, String> labels = new HashMap<>(plain.labels());
        labels.put("com.docker.compose.project", real.project());
        labels.put("com.docker.compose.service", service);
        return labels;
    }

    private void awaitExit(int containers) {
        Eventually.within(
                PATIENCE,
                "all have ended",
                () -> assertThat(DockerProgram.docker(
                                        "ps",
                                        "-q",
                                        "--filter",
                                        "label=com.docker.compose.project=" + real.project(),
                                        "--filter",
                                        "status=exited",
                                        "-a")
                                .lines())
                        .hasSize(containers));
    }

    private static void awaitSaid(List<LogEntry> entries, String service, int number) {
        Eventually.within(
                PATIENCE,
                service + " has said " + number,
                () -> assertThat(last(entries, service)).isGreaterThanOrEqualTo(number));
    }

    private static int last(List<LogEntry> entries, String service) {
        List<Integer> said = numbers(entries).getOrDefault(service, List.of());
        return said.isEmpty() ? 0 : said.getLast();
    }

    private static Map<String, List<Integer>> numbers(List<LogEntry> entries) {
        Map<String, List<Integer>> numbers = new HashMap<>();
        entries.forEach(entry -> numbers.computeIfAbsent(entry.service(), name -> new ArrayList<>())
                .add(Integer.parseInt(entry.message())));
        return numbers;
    }
}
