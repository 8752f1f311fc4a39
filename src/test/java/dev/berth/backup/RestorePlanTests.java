package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestorePlanTests {
    private final RestorePlan plan = new RestorePlan(
            "20261124T000000Z",
            "20261123T101502Z",
            SampleSets.MOMENT,
            RestorePlan.Phase.EXCHANGING,
            Optional.empty(),
            Optional.of(new RestorePlan.Postgres(
                    "postgres",
                    "/var/lib/postgresql/17/data",
                    "/var/lib/postgresql/17/beside-20261124T000000Z",
                    Optional.of(new RestorePlan.Until(SampleSets.MOMENT, "3", false)),
                    "berth-20261123T101502Z")),
            List.of(new RestorePlan.Move("redis-session", "/source/v/appendonlydir", "/source/v/beside/appendonlydir")),
            List.of(new RestorePlan.Kept("files", List.of("app", "gateway"), "/source/files", "/source/kept/files")));

    @Test
    void parseWhenWrittenIsTheSame() {
        assertThat(RestorePlan.parse(plan.text())).isEqualTo(plan);
        RestorePlan done = plan.with(RestorePlan.Phase.DONE);
        assertThat(RestorePlan.parse(done.text())).isEqualTo(done);
        RestorePlan begun = plan.branching(SampleSets.MOMENT);
        assertThat(RestorePlan.parse(begun.text())).isEqualTo(begun);
    }

    @Test
    void servicesAreAllThatMustBeStopped() {
        assertThat(plan.services()).containsExactly("postgres", "redis-session", "app", "gateway");
    }

    @Test
    void targetWhenAMomentIsWantedIsToldInTheSpellingThatBothReadAlike() {
        assertThat(plan.postgres().orElseThrow().target().arguments())
                .containsExactly("--type=time", "--target-timeline=3", "--target=2026-11-23 10:15:05.123456+00");
    }

    @Test
    void targetWhenASetIsWantedIsItsNameAndNotTheEndOfTheLog() {
        assertThat(new Target.Named("berth-A").arguments())
                .containsExactly("--type=name", "--target=berth-A", "--target-timeline=current");
        assertThat(new Target.Named("berth-A").reached()).isEqualTo("recovery stopping at restore point \"berth-A\"");
    }
}
