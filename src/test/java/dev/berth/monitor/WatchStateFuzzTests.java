package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import dev.berth.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What a watch remembers, damaged or written by anybody: it goes on from that or begins anew, and nothing else comes of it. */
class WatchStateFuzzTests {
    @TempDir
    static Path folder;

    @FuzzTarget
    void remembered(byte[] input) throws Exception {
        Path written = folder.resolve(".berth/monitor/dev/state.json");
        Files.createDirectories(folder.resolve(".berth/monitor/dev"));
        Files.write(written, input);
        WatchStateFile file = new WatchStateFile(new WatchFolder(new Workspace(folder), "dev"), "acme-dev");
        WatchState.Orders orders = new WatchState.Orders(
                "dev",
                List.of(AlertSamples.rule("memory", Duration.ofMinutes(1), Duration.ofMinutes(1))),
                new Causes(Map.of()),
                List.of("ops"),
                List.of(),
                Pace.USUAL);

        Thrift.of(input.length, () -> {
            WatchState state = file.read().state();
            state.standings(List.of(), BEGIN);
            file.write(state);
            assertThat(file.read().state()).isEqualTo(state);
            assertThat(file.read().loss()).isEmpty();
        });
        WatchState next = file.read().state().looked(orders, AlertSamples.memory("a", 1), List.of(), BEGIN);
        assertThat(next.book().alerts())
                .hasSizeLessThanOrEqualTo(
                        1 + file.read().state().book().alerts().size());
    }

    @FuzzTarget
    void silences(byte[] input) throws Exception {
        Path silences = folder.resolve(".berth/monitor/prod/silences");
        Files.createDirectories(silences);
        Files.write(silences.resolve("one.json"), input);
        SilenceFolder current = new SilenceFolder(new WatchFolder(new Workspace(folder), "prod"));

        Thrift.of(input.length, () -> {
            for (Silence silence : current.current(BEGIN)) {
                silence.covers(new Alert.Key("memory", "rest"), BEGIN);
                current.add(silence);
                assertThat(current.current(BEGIN)).containsExactly(silence);
            }
        });
    }
}
