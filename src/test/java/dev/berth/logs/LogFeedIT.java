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
        start("steady", "n=0; while :; do n=$((n+1)); echo $n; sleep 0.02; done");
        List<LogEntry> entries = new CopyOnWriteArrayList<>();
        try (LogFeed feed =
                LogFeed.open(real.engine(), real.project(), LogQuery.following(10_000), text -> text, entries::add)) {
            awaitLines(entries, "steady", 50);
            for (int i = 0; i < 3; i++) {
                DockerProgram.docker("restart", "-t", "0", real.project() + "-steady");
                awaitLines(entries, "steady", said(entries, "steady").size() + 50);
            }
            start("brief", "for n in $(seq 200); do echo $n; done");
            awaitLines(entries, "brief", 200);
            DockerProgram.docker("rm", "-f", real.project() + "-brief");
            start("brief", "for n in $(seq 201 400); do echo $n; done");
            awaitLines(entries, "brief", 400);
            DockerProgram.docker("kill", real.project() + "-steady");
        }

        assertThat(said(entries, "brief"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 400).mapToObj(String::valueOf).toList());
        List<String> followed = said(entries, "steady");
        // What was said between the last look and the kill may be unread; everything before it is not.
        assertThat(DockerProgram.docker("logs", real.project() + "-steady")
                        .lines()
                        .limit(followed.size()))
                .containsExactlyElementsOf(followed)
                .hasSizeGreaterThanOrEqualTo(200);
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

    private static void awaitLines(List<LogEntry> entries, String service, int lines) {
        Eventually.within(
                PATIENCE,
                service + " has said " + lines + " lines",
                () -> assertThat(said(entries, service)).hasSizeGreaterThanOrEqualTo(lines));
    }

    private static List<String> said(List<LogEntry> entries, String service) {
        return entries.stream()
                .filter(entry -> entry.service().equals(service))
                .map(LogEntry::message)
                .toList();
    }
}
