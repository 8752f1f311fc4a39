package dev.berth.docker;

import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compose as a child process. */
public final class DockerCompose implements Compose {
    private static final Duration TIME_TO_READ = Duration.ofMinutes(1);
    private static final Duration TIME_TO_CONVERGE = Duration.ofMinutes(15);
    private static final Duration TIME_TO_FETCH = Duration.ofHours(1);
    private static final Duration BEYOND_GRACE = Duration.ofMinutes(2);
    private static final Pattern STEP =
            Pattern.compile("\\s*DRY-RUN MODE -\\s+(\\w+)\\s+\"?([^\\s\"]+)\"?\\s+(\\S.*?)\\s*");

    private final Engines engines;
    private final ProgramRunner programs;
    private final ComposeProgram program;

    /**
     * @param environment the process's variables
     * @param home the user's folder, where .docker lies
     * @param engines tell where the user's own docker would go
     */
    public DockerCompose(Map<String, String> environment, Path home, Engines engines, ProgramRunner programs) {
        this.engines = engines;
        this.programs = programs;
        String settings = environment.getOrDefault("DOCKER_CONFIG", "");
        this.program = new ComposeProgram(
                programs, settings.isBlank() ? home.resolve(".docker") : Path.of(settings), environment);
    }

    @Override
    public String version() {
        return program.version();
    }

    @Override
    public List<String> commandLine(ComposeProject project) {
        List<String> words = new ArrayList<>(List.of("docker"));
        EngineAddress engine = project.engine();
        if (!engine.equals(engines.resolve(Optional.empty(), Optional.empty()))) {
            words.addAll(engine.context()
                    .map(context -> List.of("--context", context))
                    .orElseGet(() -> List.of("--host", engine.host())));
        }
        words.add("compose");
        words.addAll(ComposeCommand.projectWords(project));
        return words;
    }

    @Override
    public ComposeModel config(ComposeProject project) {
        // Each takes a tenth of a second, and neither needs the other.
        FutureTask<String> version = inBackground(this::version);
        // The model must not have the values of secrets: it is shown, and kept.
        ProgramResult model =
                execute(ComposeCommand.of(project.withPlaceholders(), "config", "--format", "json"), TIME_TO_READ);
        await(version);
        if (!model.succeeded()) {
            throw ComposeFailures.invalid(project, model.error());
        }
        try {
            return ComposeModelReader.read(project.withNames(model.output()), ComposeFailures.warnings(model.error()));
        } catch (JsonParserException e) {
            throw new BerthException(ErrorCode.COMPOSE_FAILED, "docker compose config does not print JSON", null, e);
        }
    }

    @Override
    public Map<String, String> hashes(ComposeProject project) {
        program.version();
        ProgramResult result = execute(ComposeCommand.of(project, "config", "--hash", "*"), TIME_TO_READ);
        if (!result.succeeded()) {
            throw ComposeFailures.invalid(project, project.masked(result.error()));
        }
        Map<String, String> hashes = new TreeMap<>();
        result.output().lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                hashes.put(line.substring(0, space), line.substring(space + 1).strip());
            }
        });
        return hashes;
    }

    @Override
    public List<DryRunStep> dryRun(ComposeProject project) {
        // Not `up -d`: that waits for one-shots to complete, which in a dry run they never do.
        ProgramResult result = run(
                ComposeCommand.of(project, "--dry-run", "up", "--no-start", "--no-build", "--pull", "never"),
                TIME_TO_CONVERGE,
                line -> {});
        return steps(result.error() + "\n" + result.output());
    }

    static List<DryRunStep> steps(String text) {
        List<DryRunStep> steps = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher matcher = STEP.matcher(line);
            if (matcher.matches()) {
                steps.add(new DryRunStep(matcher.group(1), matcher.group(2), matcher.group(3)));
            }
        });
        return steps;
    }

    @Override
    public void create(
            ComposeProject project, List<String> services, Map<String, Integer> scale, Consumer<String> progress) {
        run(
                ComposeCommand.of(project, "create", "--no-build", "--pull", "never")
                        .with(scaling(scale))
                        .with(services),
                TIME_TO_CONVERGE,
                progress);
    }

    @Override
    public void recreate(ComposeProject project, List<String> services, Map<String, Integer> scale) {
        run(
                ComposeCommand.of(project, "create", "--no-build", "--pull", "never", "--force-recreate")
                        .with(scaling(scale))
                        .with(services),
                TIME_TO_CONVERGE,
                line -> {});
    }

    @Override
    public void up(ComposeProject project, UpRequest request, Consumer<String> progress) {
        List<String> options = new ArrayList<>(scaling(request.scale()));
        if (!request.dependencies()) {
            options.add("--no-deps");
        }
        if (request.forceRecreate()) {
            options.add("--force-recreate");
        }
        if (request.removeOrphans()) {
            options.add("--remove-orphans");
        }
        run(
                ComposeCommand.of(project, "up", "--detach", "--no-build", "--pull", "never")
                        .with(options)
                        .with(request.services()),
                TIME_TO_CONVERGE,
                progress);
    }

    @Override
    public void build(ComposeProject project, List<String> services, Consumer<String> progress) {
        run(ComposeCommand.of(project, "build").with(services), TIME_TO_FETCH, progress);
    }

    @Override
    public void rebuild(ComposeProject project, List<String> services, Consumer<String> progress) {
        run(ComposeCommand.of(project, "build", "--pull").with(services), TIME_TO_FETCH, progress);
    }

    @Override
    public void pull(ComposeProject project, List<String> services, Consumer<String> progress) {
        run(ComposeCommand.of(project, "pull").with(services), TIME_TO_FETCH, progress);
    }

    @Override
    public void start(ComposeProject project, List<String> services) {
        run(ComposeCommand.of(project, "start").with(services), TIME_TO_CONVERGE, line -> {});
    }

    @Override
    public void stop(ComposeProject project, List<String> services, Duration longest) {
        run(ComposeCommand.of(project, "stop").with(services), longest.plus(BEYOND_GRACE), line -> {});
    }

    @Override
    public void restart(ComposeProject project, List<String> services, Duration longest) {
        run(ComposeCommand.of(project, "restart").with(services), longest.plus(TIME_TO_CONVERGE), line -> {});
    }

    @Override
    public void down(ComposeProject project, Duration longest) {
        run(ComposeCommand.of(project, "down"), longest.plus(BEYOND_GRACE), line -> {});
    }

    private ProgramResult run(ComposeCommand command, Duration patience, Consumer<String> progress) {
        program.version();
        ProgramResult result = execute(command, patience, progress);
        if (!result.succeeded()) {
            throw ComposeFailures.failed(verb(command), command.project().masked(result.error()));
        }
        return result;
    }

    private ProgramResult execute(ComposeCommand command, Duration patience) {
        return execute(command, patience, line -> {});
    }

    private ProgramResult execute(ComposeCommand command, Duration patience, Consumer<String> progress) {
        return programs.run(
                new Program(
                        command.words(program.words()), command.variables(), ComposeCommand.WITHHELD, null, patience),
                InputStream.nullInputStream(),
                progress);
    }

    private static String verb(ComposeCommand command) {
        return command.arguments().stream()
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse("");
    }

    private static List<String> scaling(Map<String, Integer> scale) {
        List<String> words = new ArrayList<>();
        new TreeMap<>(scale).forEach((service, count) -> words.addAll(List.of("--scale", service + "=" + count)));
        return words;
    }

    private static <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> T await(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while Compose was busy", null, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BerthException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
