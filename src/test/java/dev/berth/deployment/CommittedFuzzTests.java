package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.testing.FakeEngine;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;

/** What was brought up last, as a newer version of Berth may have written it down. */
class CommittedFuzzTests {
    private final EngineState state = new EngineState(new FakeEngine(EngineState.HELPER_IMAGE), "shop-dev");

    @FuzzTarget
    void committed(byte[] input) throws Exception {
        state.write("committed", new String(input, StandardCharsets.UTF_8));

        Thrift.of(input.length, () -> {
            try {
                Committed committed = Committed.read(state).orElseThrow();
                committed.write(state);
                assertThat(Committed.read(state)).contains(committed);
                assertThat(committed.volumes()).doesNotContain("");
                committed.names().forEach(committed::definition);
            } catch (BerthException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }
}
