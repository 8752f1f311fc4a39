package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.environment.EngineState;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Operator;
import dev.berth.monitor.Watch;
import dev.berth.testing.FakeEngine;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTurnTests {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
    private static final Operator OTHER = new Operator("ada", "laptop", "other-machine", "boot", "space", 7, "1");

    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);
    private final EnvironmentLock own = new EnvironmentLock(engine, "shop-dev", Operator.current(), CLOCK);
    private boolean changed;
    private final WatchTurn turn = new WatchTurn(own, () -> changed, CLOCK);

    @ParameterizedTest
    @CsvSource({
        "backup create,BACKUP",
        "backup drill latest,BACKUP",
        "backup verify latest,BACKUP",
        "backup restore latest,CHANGE",
        "env switch dev,CHANGE",
        "secrets sync,CHANGE",
        "stack stop rest,CHANGE"
    })
    void workWhenSomebodyIsAtItIsWhatItDoesToServices(String command, Watch.Work work) {
        assertThat(turn.work()).isEqualTo(Watch.Work.NOTHING);
        try (EnvironmentLock.Held held = new EnvironmentLock(engine, "shop-dev", OTHER, CLOCK).take(command)) {
            assertThat(held.isHeld()).isTrue();
            assertThat(turn.work()).isEqualTo(work);
        }
    }

    @Test
    void workWhenItIsOnesOwnIsNothing() {
        try (EnvironmentLock.Held held = own.take("monitor run: restart rest")) {
            assertThat(held.isHeld()).isTrue();
            assertThat(turn.work()).isEqualTo(Watch.Work.NOTHING);
        }
    }

    @Test
    void goesOnWhenWhatIsWrittenHasChangedEndsAtTheNextTimeThatItLooks() {
        assertThat(looks()).isTrue();
        changed = true;
        assertThat(looks()).isFalse();
    }

    @Test
    void goesOnWhenTheLockIsTakenAwayEnds() {
        EnvironmentLock right = EnvironmentLock.ofWatch(engine, "shop-dev", Operator.current(), CLOCK);
        turn.begin(right.take("monitor run"));
        assertThat(looks()).isTrue();

        right.breakOpen(right.holder().orElseThrow());
        assertThat(looks()).isFalse();
    }

    @Test
    void goesOnWhenTheEngineIsAwayGoesOnWhateverIsWritten() {
        turn.begin(EnvironmentLock.ofWatch(engine, "shop-dev", Operator.current(), CLOCK)
                .take("monitor run"));
        changed = true;
        engine.setUnreachable(true);

        assertThat(looks()).isTrue();
    }

    /** The files are not read at each look. */
    private boolean looks() {
        boolean goesOn = true;
        for (int i = 0; i < 4; i++) {
            goesOn &= turn.goesOn();
        }
        return goesOn;
    }
}
