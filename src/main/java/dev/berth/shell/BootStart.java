package dev.berth.shell;

import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts an environment after the machine has booted, beside its watch, which tells of what does not come up meanwhile: tries
 * again until it works, and once a boot only, for what somebody has stopped since is not to be started.
 */
final class BootStart implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** What is under way has so long to come to its end when the watch does. */
    private static final Duration TIME_TO_END = Duration.ofSeconds(15);

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Call call;
    private final String environment;
    private final Consumer<String> tell;
    private final Clock clock;
    private Optional<Thread> thread = Optional.empty();

    BootStart(Call call, String environment, Consumer<String> tell, Clock clock) {
        this.call = call;
        this.environment = environment;
        this.tell = tell;
        this.clock = clock;
    }

    /** Begins in a thread of its own. */
    void begin() {
        Instant begun = clock.instant();
        thread = Optional.of(Thread.ofVirtual().name("start after boot").start(() -> {
            try {
                Duration pause = FIRST_PAUSE;
                boolean done = isDone() || attempt();
                while (!done) {
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    done = isSeenTo(begun) || attempt();
                }
            } catch (InterruptedException e) {
                // The watch ends, and this with it.
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Ends with the watch, and leaves no start behind that nobody waits for. */
    @Override
    public void close() throws InterruptedException {
        if (thread.isPresent()) {
            thread.get().interrupt();
            thread.get().join(TIME_TO_END);
        }
    }

    /** Whether somebody has brought it up or down meanwhile, and knows why. */
    private boolean isSeenTo(Instant begun) {
        try {
            List<Run> runs = call.services().deployments().stack().history(environment);
            boolean seen = runs.stream()
                    .filter(run -> run.startedAt().isAfter(begun))
                    .filter(run -> run.outcome() == Run.Outcome.SUCCEEDED)
                    .map(Run::command)
                    .anyMatch(command -> command.startsWith("stack ") || command.startsWith("env switch"));
            if (seen) {
                remember();
                tell.accept("somebody has seen to the environment: it is not started any more");
            }
            return seen;
        } catch (BerthException e) {
            return false;
        }
    }

    private boolean attempt() {
        String why;
        try {
            ProgramResult result = call.services().programs().run(new Program(words(), Map.of(), null, LONGEST));
            if (result.exitCode() == 0) {
                remember();
                tell.accept("the environment was started");
                return true;
            }
            why = Failure.lastWords(result.error().lines().toList());
        } catch (BerthException e) {
            why = String.valueOf(e.getMessage());
        }
        tell.accept("the environment could not be started, and is tried again: " + why);
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
