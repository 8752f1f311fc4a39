package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpgradePlanTests {
    private final UpgradePlan plan = new UpgradePlan(
            "20261127T120000Z",
            UpgradePlan.Phase.EXCHANGING,
            "postgres",
            15,
            17,
            "10001:10001",
            "shop-dev_postgres-data",
            "/var/lib/postgresql",
            "/var/lib/postgresql/15/data",
            "/var/lib/postgresql/17/data",
            "sha256:0123",
            Optional.empty(),
            List.of());

    @Test
    void parseWhenWrittenIsTheSame() {
        assertThat(UpgradePlan.parse(Optional.of(plan.text()))).contains(plan);
        UpgradePlan known = plan.with(SampleSets.MOMENT, List.of("7712766019135991827", "7712766019135991828"));
        assertThat(UpgradePlan.parse(Optional.of(known.text()))).contains(known);
        UpgradePlan done = plan.with(UpgradePlan.Phase.DONE);
        assertThat(UpgradePlan.parse(Optional.of(done.text()))).contains(done);
    }

    @Test
    void parseWhenNothingIsRememberedIsEmpty() {
        assertThat(UpgradePlan.parse(Optional.empty())).isEmpty();
        assertThat(UpgradePlan.parse(Optional.of(""))).isEmpty();
    }

    @Test
    void foldersLieBesideWhatTheyAreCopiesOf() {
        assertThat(plan.copy()).isEqualTo("/var/lib/postgresql/17/beside-20261127T120000Z");
        assertThat(plan.kept()).isEqualTo("/var/lib/postgresql/15/before-20261127T120000Z");
        assertThat(plan.undone()).isEqualTo("/var/lib/postgresql/17/undone-20261127T120000Z");
    }
}
