package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FakeEngine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineStateTests {
    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);
    private final EngineState state = new EngineState(engine, "shop-dev");

    @Test
    void readWhenNothingWasWrittenIsEmptyAndCreatesNothing() {
        assertThat(state.read("journal")).isEmpty();
        assertThat(state.history()).isEmpty();
        assertThat(engine.inspect("shop-dev-berth-state")).isEmpty();
        assertThat(engine.volumes(Map.of())).isEmpty();
    }

    @Test
    void readWhenWrittenManyTimesIsTheLast() {
        for (int count = 0; count < 5; count++) {
            state.write("journal", "text " + count);
        }
        state.write("delivery", "other");

        assertThat(state.read("journal")).contains("text 4");
        assertThat(state.read("delivery")).contains("other");
    }

    @Test
    void readWhenTheContainerWasPrunedIsWhatTheVolumeHolds() {
        state.write("journal", "text");
        engine.remove("shop-dev-berth-state", true);

        assertThat(state.read("journal")).contains("text");
    }

    @Test
    void writeWhenTheContainerWasPrunedIsTheNewest() {
        for (int count = 0; count < 4; count++) {
            state.write("journal", "text " + count);
        }
        engine.remove("shop-dev-berth-state", true);

        state.write("journal", "newest");

        assertThat(new EngineState(engine, "shop-dev").read("journal")).contains("newest");
    }

    @Test
    void writeWhileLockedWhenTheContainerIsPrunedMeanwhileIsTheNewest() {
        EngineState locked = state.whileLocked();
        for (int count = 0; count < 4; count++) {
            locked.write("journal", "text " + count);
        }
        engine.remove("shop-dev-berth-state", true);

        locked.write("journal", "newest");

        assertThat(locked.read("journal")).contains("newest");
        assertThat(new EngineState(engine, "shop-dev").read("journal")).contains("newest");
    }

    @Test
    void readWhileLockedAsksTheEngineOnce() {
        state.write("journal", "before");
        EngineState locked = state.whileLocked();
        locked.read("journal");
        int calls = engine.calls();

        assertThat(locked.read("journal")).contains("before");
        assertThat(engine.calls()).isEqualTo(calls);

        locked.write("journal", "after");

        assertThat(engine.calls()).isEqualTo(calls + 1);
        assertThat(locked.read("journal")).contains("after");
        assertThat(engine.calls()).isEqualTo(calls + 1);
        assertThat(state.read("journal")).contains("after");
    }

    @Test
    void historyKeepsWhatWasAdded() {
        state.addToHistory("20261101T100000Z", "one");
        state.addToHistory("20261101T100001Z", "two");

        assertThat(state.isInHistory("20261101T100000Z")).isTrue();
        assertThat(state.isInHistory("20261101T100002Z")).isFalse();
        assertThat(state.history())
                .containsExactly(Map.entry("20261101T100000Z", "one"), Map.entry("20261101T100001Z", "two"));
    }
}
