package dev.berth.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.EngineEvent;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HappeningsTests {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void withWhenAWatchBeginsAnewKnowsWhatTheOneBeforeHeard() {
        happenings("acme").with(List.of(event("start", 9), event("oom", 4), event("die", 3)), NOW);

        assertThat(happenings("acme").with(List.of(event("oom", 4), event("start", 1)), NOW))
                .extracting(EngineEvent::action)
                .containsExactly("start", "oom", "start");
        assertThat(happenings("other").with(List.of(), NOW)).isEmpty();
    }

    @Test
    void withWhenTenMinutesHavePassedForgets() {
        happenings("acme").with(List.of(event("start", 9), event("start", 2)), NOW);

        assertThat(happenings("acme").with(List.of(), NOW.plus(Duration.ofMinutes(2))))
                .containsExactly(event("start", 2));
        assertThat(happenings("acme").with(List.of(), NOW.plus(Duration.ofMinutes(8))))
                .isEmpty();
    }

    @Test
    void withWhenWhatWasWrittenIsDamagedBeginsAnew() throws IOException {
        happenings("acme").with(List.of(event("start", 9)), NOW);
        Path file = folder.resolve(".berth/monitor/dev/happenings.json");
        for (String damage : List.of(
                "",
                "{}",
                "[[[",
                Files.readString(file).replace("start", "start\":1,\"x"),
                "{\"format\":1,\"project\":1}")) {
            Files.writeString(file, damage);

            assertThat(happenings("acme").with(List.of(event("oom", 1)), NOW))
                    .as(damage)
                    .extracting(EngineEvent::action)
                    .contains("oom");
        }
    }

    private Happenings happenings(String project) {
        return new Happenings(new WatchFolder(new Workspace(folder), "dev"), project);
    }

    private static EngineEvent event(String action, int minutesAgo) {
        return new EngineEvent(
                NOW.minus(Duration.ofMinutes(minutesAgo)), action, "c1", Map.of("com.docker.compose.service", "rest"));
    }
}
