package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts an environment after the machine has booted, beside its watch, which tells of what does not come up meanwhile: tries
 * again until it works, and once a boot only, for what somebody has stopped since is not to be started.
 */
final class BootStart {
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Call call;
    private final String environment;
    private final Consumer<String> tell;

    BootStart(Call call, String environment, Consumer<String> tell) {
        this.call = call;
        this.environment = environment;
        this.tell = tell;
    }

    /** Begins in a thread of its own, which an interrupt ends. */
    Thread begin() {
        return Thread.ofVirtual().name("start after boot").start(() -> {
            try {
                boolean done = isDone() || attempt();
                while (!done) {
                    Thread.sleep(PAUSE);
                    done = attempt();
                }
            } catch (InterruptedException e) {
                // The watch ends, and this with it.
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean attempt() {
        try {
            ProgramResult result = call.services().programs().run(new Program(words(), Map.of(), null, LONGEST));
            if (result.exitCode() == 0) {
                remember();
                tell.accept("the environment was started");
                return true;
            }
            tell.accept("the environment could not be started, and is tried again: " + lastLine(result.error()));
        } catch (BerthException e) {
            tell.accept("the environment could not be started, and is tried again: " + e.getMessage());
        }
        return false;
    }

    /** The same as by hand; what asks for a confirmation gets the one that the watch was given. */
    private List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                MonitorCommands.launcher(call).toString(),
                "--workspace",
                call.services().workspace().root().toString(),
                "--env",
                environment));
        if (call.get(GlobalOptions.YES)) {
            words.add("--yes");
        }
        call.get(GlobalOptions.CONFIRM).forEach(name -> words.addAll(List.of("--confirm", name)));
        words.addAll(List.of("stack", "up"));
        return words;
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .filter(line -> line.startsWith("error"))
                .findFirst()
                .or(() -> text.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second))
                .orElse("it said nothing");
    }

    private boolean isDone() {
        Optional<String> boot = boot();
        return boot.isPresent() && boot.equals(Workspace.stateText(file()));
    }

    private void remember() {
        boot().ifPresent(boot -> {
            try {
                call.watchFolder().create();
                WholeFile.replace(file(), boot);
            } catch (IOException e) {
                tell.accept("that it was started is not remembered: " + e.getMessage());
            }
        });
    }

    private Path file() {
        return call.watchFolder().boot();
    }

    private static Optional<String> boot() {
        try {
            return Optional.of(Files.readString(BOOT));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
