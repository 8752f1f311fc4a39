package dev.berth.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessStartTests {

    @Test
    void ofWhenTheKernelSaysItIsNoMomentOfTheDay() {
        assumeThat(Files.exists(Path.of("/proc/self/stat"))).isTrue();

        assertThat(ProcessStart.of(ProcessHandle.current())).matches("tick-[0-9]+");
    }

    @Test
    void ofWhenAnotherProcessStartsLaterTellsThemApart() throws Exception {
        String own = ProcessStart.of(ProcessHandle.current());
        Process later = new ProcessBuilder("sleep", "10").start();
        try {
            assertThat(ProcessStart.of(later.toHandle())).isNotEmpty().isNotEqualTo(own);
            assertThat(ProcessStart.of(ProcessHandle.current())).isEqualTo(own);
        } finally {
            later.destroyForcibly().waitFor();
        }
    }
}
