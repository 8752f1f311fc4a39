package dev.berth.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.testing.FakeEngine;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What was delivered where, as a newer version of Berth may have written it down. */
class DeliveryRecordFuzzTests {
    private final EngineState state = new EngineState(new FakeEngine(EngineState.HELPER_IMAGE), "shop-dev");

    @FuzzTarget
    void delivered(byte[] input) throws Exception {
        state.write("delivery", new String(input, StandardCharsets.UTF_8));

        Thrift.of(input.length, () -> {
            try {
                DeliveryRecord record = DeliveryRecord.read(state).orElseThrow();
                record.write(state);
                assertThat(DeliveryRecord.read(state)).contains(record);
                record.services().values().forEach(service -> service.changedFiles(Map.of("app.conf", "0123")));
            } catch (BerthException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }
}
