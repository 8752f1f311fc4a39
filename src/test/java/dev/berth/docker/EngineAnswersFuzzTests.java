package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Answers that whatever listens at an engine's address may give. */
class EngineAnswersFuzzTests {
    private static final Pattern MOMENT = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    /** A reply has a body that ends, or breaks off as an answer over a wire may. */
    @FuzzTarget
    void wire(byte[] input) throws Exception {
        Thrift.of(input.length, () -> {
            for (EngineRequest request : List.of(EngineRequest.get("/info"), EngineRequest.upgrade("/exec/1/start"))) {
                try (EngineReply reply = HttpWire.read(request, new Played(new ByteArrayInputStream(input)))) {
                    assertThat(reply.status()).isBetween(0, 999);
                    assertThat(reply.body().readAllBytes().length).isLessThanOrEqualTo(input.length);
                } catch (IOException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                }
            }
        });
    }

    private record Played(InputStream input) implements Connection {
        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void endOutput() {}

        @Override
        public void close() {}
    }

    /** No byte of a log comes twice, and none makes a line that is longer than lines may be. */
    @FuzzTarget
    void log(byte[] input) throws Exception {
        Thrift.of(input.length, () -> {
            AtomicLong characters = new AtomicLong();
            LogReader reader = new LogReader(line -> {
                assertThat(line.time()).isNotNull();
                assertThat(line.text().length()).isLessThan(LogLine.LONGEST + 20_000);
                characters.addAndGet(line.text().length());
            });
            try {
                reader.readFrames(new ByteArrayInputStream(input));
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotNull();
            }
            assertThat(characters.getAndSet(0)).isLessThanOrEqualTo(input.length);
            new LogReader(line -> characters.addAndGet(line.text().length()))
                    .readTerminal(new ByteArrayInputStream(input));
            assertThat(characters.get()).isLessThanOrEqualTo(input.length);
        });
    }

    /** What engines and Compose say in JSON, each read by all who read any. */
    @FuzzTarget
    void json(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            attempt(() -> assertThat(ContainerReader.list(JsonParser.array().from(text)))
                    .isNotNull());
            attempt(() -> assertThat(ContainerReader.details(JsonParser.object().from(text)))
                    .isNotNull());
            attempt(() -> StatsReader.readAll(
                    new ByteArrayInputStream(input),
                    sample -> assertThat(sample.readAt()).isNotNull()));
            attempt(() -> EventReader.readAll(
                    new ByteArrayInputStream(input),
                    event -> assertThat(event.time()).isNotNull()));
            attempt(() -> assertThat(ComposeModelReader.read(text, List.of()).services())
                    .isNotNull());
            assertThat(EngineFailures.refusal(500, text).getMessage()).isNotBlank();
        });
    }

    private interface Attempt {
        void run() throws IOException, JsonParserException;
    }

    /** It may be no JSON, and not what was asked for. */
    private static void attempt(Attempt reading) {
        try {
            reading.run();
        } catch (IOException | JsonParserException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** What Java takes for a moment is the same moment here. */
    @FuzzTarget
    void time(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        EngineTime.Repeated times = new EngineTime.Repeated();

        Thrift.of(input.length, () -> {
            Optional<Instant> moment = EngineTime.parse(text);
            if (MOMENT.matcher(text).matches() && !text.startsWith("0001-")) {
                Optional<Instant> expected = expected(text);
                assertThat(expected.isEmpty() || expected.equals(moment))
                        .as(text)
                        .isTrue();
                byte[] known = "2026-11-23T10:15:02.000000000Z".getBytes(StandardCharsets.US_ASCII);
                times.parse(known, known.length);
                assertThat(times.parse(input, input.length)).isEqualTo(moment);
                assertThat(times.parse(input, input.length)).isEqualTo(moment);
            } else {
                times.parse(input, input.length);
            }
        });
    }

    private static Optional<Instant> expected(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What Compose says when it fails is told in any case, and does not take long to understand. */
    @FuzzTarget
    void compose(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        ComposeProject project = new ComposeProject(
                Optional.of("shop-dev"),
                List.of(Path.of("/shop/compose.yaml")),
                Optional.empty(),
                List.of(),
                new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty()));

        Thrift.of(input.length, () -> {
            assertThat(ComposeFailures.invalid(project, text).getMessage()).isNotBlank();
            assertThat(ComposeFailures.failed("up", text).getMessage()).isNotBlank();
            assertThat(ComposeFailures.warnings(text)).doesNotContainNull();
        });
    }
}
