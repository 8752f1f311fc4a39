package dev.berth.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.EngineContract;
import dev.berth.testing.Eventually;
import dev.berth.testing.RealEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerEngineIT extends EngineContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final RealEngine real = new RealEngine();

    @Override
    protected Engine engine() {
        return real.engine();
    }

    @Override
    protected String project() {
        return real.project();
    }

    @Override
    protected String image() {
        return RealEngine.IMAGE;
    }

    @Test
    void infoWhenEngineAnswersTellsWhatItIs() {
        EngineInfo info = engine().info();

        assertThat(info.id()).isNotEmpty();
        assertThat(info.version()).matches("\\d+\\..*");
        assertThat(info.cpus()).isPositive();
        assertThat(info.memoryBytes()).isPositive();
    }

    @Test
    void runWhenFedInputReturnsOutputErrorsAndExitCodeAndRemoves() {
        ExecResult result = engine().run(real.container("run", "cat; echo bad >&2; exit 3"), bytes("hello\n"), LONG);

        assertThat(result).isEqualTo(new ExecResult(3, "hello\n", "bad\n"));
        assertThat(engine().inspect(real.project() + "-run")).isEmpty();
    }

    @Test
    void runWhenItDoesNotEndTimesOutAndRemoves() {
        assertThatThrownBy(() -> engine().run(
                                real.container("run", "sleep 600"),
                                InputStream.nullInputStream(),
                                Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
        assertThat(engine().inspect(real.project() + "-run")).isEmpty();
    }

    @Test
    void runWhenCommandDoesNotExistRefusesAndRemoves() {
        ContainerSpecification specification = new ContainerSpecification(
                Optional.of(real.project() + "-run"),
                RealEngine.IMAGE,
                List.of("/no/such/program"),
                Optional.empty(),
                Map.of("dev.berth.project", real.project()),
                List.of(),
                "none",
                List.of("CHOWN", "DAC_OVERRIDE"),
                true,
                true,
                true);

        // With an init the engine can start the container; the init then ends with 127.
        try {
            assertThat(engine().run(specification, InputStream.nullInputStream(), LONG)
                            .exitCode())
                    .isEqualTo(127);
        } catch (EngineException e) {
            assertThat(e).hasMessageContaining("/no/such/program");
        }
        assertThat(engine().inspect(real.project() + "-run")).isEmpty();
    }

    @Test
    void runWhenInputIsLargeHandlesBothDirectionsAtOnce() {
        byte[] large = "0123456789abcde\n".repeat(1 << 18).getBytes(UTF_8);

        ExecResult result = engine().run(real.container("run", "cat"), new ByteArrayInputStream(large), LONG);

        assertThat(result.output()).hasSize(large.length);
    }

    @Test
    void execWhenFedInputReturnsOutputErrorsAndExitCode() {
        String id = running("exec", "sleep 600");

        ExecResult result =
                engine().exec(id, ExecRequest.of("sh", "-c", "cat; echo bad >&2; exit 7"), bytes("hello\n"), LONG);

        assertThat(result).isEqualTo(new ExecResult(7, "hello\n", "bad\n"));
    }

    @Test
    void execWhenUserIsGivenRunsAsThatUser() {
        String id = running("exec", "sleep 600");

        ExecRequest request = new ExecRequest(List.of("id", "-u"), Optional.of("1234"));
        assertThat(engine().exec(id, request, InputStream.nullInputStream(), LONG)
                        .output())
                .isEqualTo("1234\n");
    }

    @Test
    void execWhenCommandIsMissingTellsByExitCode() {
        String id = running("exec", "sleep 600");

        ExecResult result = engine().exec(id, ExecRequest.of("nosuch"), InputStream.nullInputStream(), LONG);
        assertThat(result.exitCode()).isIn(126, 127);
    }

    @Test
    void execWhenContainerIsNotRunningRefuses() {
        String id = engine().create(real.container("exec", "true"));

        assertThatThrownBy(() -> engine().exec(id, ExecRequest.of("true"), InputStream.nullInputStream(), LONG))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.status()).isEqualTo(409));
    }

    @Test
    void openWhenWrittenToAnswersUntilInputIsClosed() throws IOException {
        String id = running("open", "sleep 600");

        try (ByteStream stream = engine().open(id, ExecRequest.of("cat"))) {
            stream.output().write("ping".getBytes(UTF_8));
            assertThat(stream.input().readNBytes(4)).asString(UTF_8).isEqualTo("ping");
            stream.output().write("pong".getBytes(UTF_8));
            stream.output().close();
            assertThat(stream.input().readAllBytes()).asString(UTF_8).isEqualTo("pong");
        }
    }

    @Test
    void openWhenCommandFailsSaysItsWords() throws IOException {
        String id = running("open", "sleep 600");

        try (ByteStream stream = engine().open(id, ExecRequest.of("sh", "-c", "echo refused >&2; exit 4"))) {
            assertThatThrownBy(() -> stream.input().read()).hasMessage("sh ended with exit code 4: refused");
        }
        try (ByteStream stream = engine().open(id, ExecRequest.of("nosuch"))) {
            assertThatThrownBy(() -> stream.input().read()).hasMessageContaining("nosuch");
        }
    }

    @Test
    void logsWhenContainerHasEndedGivesEveryLineOnce() throws InterruptedException {
        String id = running("logs", "echo one; echo two >&2; head -c 40000 /dev/zero | tr '\\0' x; echo; printf last");
        List<LogLine> lines = new CopyOnWriteArrayList<>();
        awaitExit(id);

        Subscription subscription =
                engine().logs(id, new LogRequest(Optional.empty(), OptionalInt.empty(), true), lines::add);

        assertThat(subscription.awaitEnd(LONG)).isTrue();
        assertThat(subscription.failed()).isFalse();
        assertThat(lines.stream().filter(line -> !line.error()).map(LogLine::text))
                .containsExactly("one", "x".repeat(40000), "last");
        assertThat(lines.stream().filter(LogLine::error).map(LogLine::text)).containsExactly("two");
        assertThat(lines).allSatisfy(line -> assertThat(line.time()).isAfter(Instant.EPOCH));
    }

    @Test
    void logsWhenTailIsGivenLeavesOutTheRest() throws InterruptedException {
        String id = running("logs", "seq 1 20");
        awaitExit(id);
        List<LogLine> lines = new CopyOnWriteArrayList<>();

        Subscription subscription =
                engine().logs(id, new LogRequest(Optional.empty(), OptionalInt.of(2), false), lines::add);

        assertThat(subscription.awaitEnd(LONG)).isTrue();
        assertThat(lines).extracting(LogLine::text).containsExactly("19", "20");

        List<LogLine> later = new CopyOnWriteArrayList<>();
        Instant after = lines.getLast().time().plusNanos(1);
        assertThat(engine().logs(id, new LogRequest(Optional.of(after), OptionalInt.empty(), false), later::add)
                        .awaitEnd(LONG))
                .isTrue();
        assertThat(later).isEmpty();
    }

    @Test
    void logsWhenClosedEndQuietly() throws InterruptedException {
        String id = running("logs", "echo one; sleep 600");
        BlockingQueue<LogLine> lines = new LinkedBlockingQueue<>();

        Subscription subscription =
                engine().logs(id, new LogRequest(Optional.empty(), OptionalInt.empty(), true), lines::add);
        assertThat(lines.poll(60, TimeUnit.SECONDS)).isNotNull();
        subscription.close();
        subscription.close();

        assertThat(subscription.awaitEnd(LONG)).isTrue();
        assertThat(subscription.failed()).isFalse();
    }

    @Test
    void statsWhenRunningGivesNumbers() throws InterruptedException {
        String id = running("stats", "sleep 600");
        BlockingQueue<StatsSample> samples = new LinkedBlockingQueue<>();

        try (Subscription subscription = engine().stats(id, samples::add)) {
            StatsSample sample = samples.poll(60, TimeUnit.SECONDS);
            assertThat(sample).isNotNull();
            assertThat(sample.cpuNanos()).isPresent();
            assertThat(sample.memoryUsageBytes()).isPresent();
            assertThat(subscription.failed()).isFalse();
        }
    }

    @Test
    void statsWhenReadFromTheKernelAreWhatTheEngineTells() throws InterruptedException {
        String id = running("measured", "head -c 20000000 /dev/zero | tail -c 10000000 >/tmp/kept; sleep 600");
        long process = engine().inspect(id).orElseThrow().pid();
        Optional<ControlGroup> group = ControlGroup.of(Path.of("/"), id, process);
        Assumptions.assumeTrue(group.isPresent(), "the engine is not on this machine, or its files may not be read");
        String socket = engine().address().host().substring("unix://".length());
        EngineHttp http = new EngineHttp(engine().address(), new UnixConnector(Path.of(socket)));

        Eventually.within(LONG, "both say the same", () -> {
            StatsSample told = StatsReader.sample(
                            http.object(EngineRequest.get("/containers/" + id + "/stats?stream=false&one-shot=true")))
                    .orElseThrow();
            StatsSample read = group.get().sample(Instant.now());
            assertThat(read.memoryUsageBytes()).isEqualTo(told.memoryUsageBytes());
            assertThat(read.memoryLimitBytes()).isEqualTo(told.memoryLimitBytes());
            assertThat(read.cpuNanos()).isEqualTo(told.cpuNanos());
            assertThat(read.networkReceivedBytes()).isEqualTo(told.networkReceivedBytes());
            assertThat(read.networkSentBytes()).isEqualTo(told.networkSentBytes());
            assertThat(read.blockReadBytes()).isEqualTo(told.blockReadBytes());
            assertThat(read.blockWrittenBytes()).isEqualTo(told.blockWrittenBytes());
            assertThat(read.pids()).isEqualTo(told.pids());
        });
    }

    @Test
    void eventsWhenContainerEndsTellIt() throws InterruptedException {
        BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
        try (Subscription subscription =
                engine().events(Map.of("dev.berth.project", real.project()), Optional.empty(), events::add)) {
            String id = running("events", "exit 5");
            EngineEvent event = events.poll(60, TimeUnit.SECONDS);
            while (event != null && !event.action().equals("die")) {
                event = events.poll(60, TimeUnit.SECONDS);
            }
            assertThat(event).isNotNull();
            assertThat(event.containerId()).isEqualTo(id);
            assertThat(event.attributes()).containsEntry("exitCode", "5");
            assertThat(subscription.failed()).isFalse();
        }
    }

    @Test
    void openEngineWhenNothingListensSaysWhereAndWhatNext() {
        Engine absent = real.engines()
                .open(new EngineAddress("unix:///no/such.sock", Optional.of("elsewhere"), Optional.empty()));

        assertThatThrownBy(() -> absent.containers(Map.of())).isInstanceOfSatisfying(BerthException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE);
            assertThat(e)
                    .hasMessage("no Docker engine answers at unix:///no/such.sock, context elsewhere (there is no such"
                            + " socket)");
            assertThat(e.hint()).contains("DOCKER_HOST");
        });
    }

    private String running(String name, String script) {
        String id = engine().create(real.container(name, script));
        engine().start(id);
        return id;
    }

    private void awaitExit(String id) throws InterruptedException {
        Subscription end = engine().logs(id, new LogRequest(Optional.empty(), OptionalInt.of(0), true), line -> {});
        assertThat(end.awaitEnd(LONG)).isTrue();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
