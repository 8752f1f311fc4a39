package dev.berth.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTests {
    private final String mark = "daemon-" + System.nanoTime();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        daemon().stop();
    }

    @Test
    void startWhenItsStarterIsForgottenIsFoundAgainAndEnds() throws IOException {
        daemon().start(waiting());

        long process = daemon().processId().orElseThrow();
        assertThat(ProcessHandle.of(process)).isPresent();
        assertThat(daemon().stop()).isTrue();
        assertThat(daemon().processId()).isEmpty();
        assertThat(daemon().stop()).isFalse();
    }

    @Test
    void processIdWhenTheNumberWasGivenToAnotherProgramIsEmptyAndStopLeavesThatAlone() throws IOException {
        Files.writeString(folder.resolve("it.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(daemon().processId()).isEmpty();
        assertThat(daemon().stop()).isFalse();
        assertThat(folder.resolve("it.pid")).doesNotExist();
    }

    @Test
    void processIdWhenTheFileHoldsNoNumberIsEmpty() throws IOException {
        Files.writeString(folder.resolve("it.pid"), "half");

        assertThat(daemon().processId()).isEmpty();
    }

    @Test
    void startWhenThereWasOneBeforeKeepsItsLogForItsOwnerAlone() throws IOException {
        Files.writeString(folder.resolve("it.log"), "first\n");

        daemon().start(waiting());

        assertThat(folder.resolve("it.log.old")).hasContent("first\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("it.log"))))
                .isEqualTo("rw-------");
    }

    private Daemon daemon() {
        return new Daemon(folder, "it", mark, new LocalProgramRunner());
    }

    private Program waiting() throws IOException {
        Path file = Files.writeString(folder.resolve(mark), "");
        return Program.of(Duration.ofSeconds(1), "tail", "-f", file.toString());
    }
}
