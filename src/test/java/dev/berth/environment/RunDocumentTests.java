package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunDocumentTests {
    private static final Instant START = Instant.parse("2026-11-23T10:15:02.123456789Z");

    @Test
    void parseWhenWrittenGivesTheSameRun() {
        Run run = new Run(
                "20261123T101502Z",
                "prod",
                "env switch prod",
                "ada@laptop",
                "/home/ada/acme",
                START,
                Optional.of(START.plusSeconds(21)),
                Run.Outcome.ROLLED_BACK,
                List.of(
                        new Run.Step("stores", START, Optional.of(START.plusSeconds(1)), "postgres healthy"),
                        new Run.Step("services", START.plusSeconds(1), Optional.empty(), "")),
                Optional.of("rest is unhealthy after 60 s"));

        assertThat(RunDocument.parse(RunDocument.write(run))).isEqualTo(run);
    }

    @Test
    void unfinishedStepWhenLastOneHasNoEndIsThatOne() {
        Run.Step done = new Run.Step("stores", START, Optional.of(START), "");
        Run.Step open = new Run.Step("services", START, Optional.empty(), "");

        assertThat(run(done, open).unfinishedStep()).contains(open);
        assertThat(run(done).unfinishedStep()).isEmpty();
        assertThat(run().unfinishedStep()).isEmpty();
    }

    private static Run run(Run.Step... steps) {
        return new Run(
                "id",
                "dev",
                "x",
                "me",
                "/w",
                START,
                Optional.empty(),
                Run.Outcome.OPEN,
                List.of(steps),
                Optional.empty());
    }
}
