package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import dev.berth.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of volumes, damaged or written by anybody: nothing is known then, and nothing else comes of it. */
class VolumeMemoryFuzzTests {
    @TempDir
    static Path folder;

    @FuzzTarget
    void memory(byte[] input) throws Exception {
        Files.createDirectories(folder.resolve(".berth/volumes"));
        Files.write(folder.resolve(".berth/volumes/dev"), input);
        VolumeMemory memory = new VolumeMemory(new Workspace(folder), new SettableClock(VolumeSamples.NOW));

        Thrift.of(input.length, () -> {
            memory.latest(VolumeSamples.STACK).forEach(volume -> {
                assertThat(volume.bytes().orElse(0)).isNotNegative();
                assertThat(volume.daysToFull().orElse(0)).isNotNegative();
                assertThat(volume.room().map(VolumeUse.Room::usage).orElse(0.0)).isBetween(0.0, 1.0);
            });
            Map<String, VolumeHistory> histories = memory.read(VolumeSamples.STACK);
            histories.values().forEach(history -> {
                history.sizes().perDay();
                history.disk().with(VolumeSamples.NOW, 1);
            });
            memory.write(VolumeSamples.STACK, histories.values());
            assertThat(memory.read(VolumeSamples.STACK)).isEqualTo(histories);
        });
    }
}
