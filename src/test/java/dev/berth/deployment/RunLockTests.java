package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.environment.EngineState;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.LockedException;
import dev.berth.process.Children;
import dev.berth.process.LocalProgramRunner;
import dev.berth.testing.FakeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTests {
    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);
    private Process leftBehind;

    /** A child of a process that is gone. */
    @BeforeEach
    void leaveOneBehind() throws IOException {
        leftBehind = new ProcessBuilder("sleep", "60").start();
        Files.writeString(
                folder.resolve(Long.toString(leftBehind.pid())),
                "4194305 then %s\n".formatted(leftBehind.info().startInstant().orElseThrow()));
    }

    @AfterEach
    void endIt() {
        leftBehind.destroyForcibly();
    }

    @Test
    void takeWhenAKilledRunLeftAProgramEndsIt() {
        try (EnvironmentLock.Held held = lock().take(engine, "shop-dev", "env switch dev")) {
            assertThat(held.isHeld()).isTrue();
            assertThat(leftBehind.isAlive()).isFalse();
        }
    }

    @Test
    void takeWhenAnotherRunHoldsItEndsNothing() {
        EnvironmentLock.Held held =
                new RunLock(new LocalProgramRunner(), Clock.systemUTC()).take(engine, "shop-dev", "env switch dev");

        assertThatThrownBy(() -> lock().take(engine, "shop-dev", "secrets sync"))
                .isInstanceOf(LockedException.class);

        assertThat(leftBehind.isAlive()).isTrue();
        held.close();
    }

    private RunLock lock() {
        return new RunLock(new LocalProgramRunner(new Children(folder)), Clock.systemUTC());
    }
}
