package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeMemoryTests {
    private static final Instant NOW = VolumeSamples.NOW;

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private Path file = Path.of("");
    private VolumeMemory memory = new VolumeMemory(new Workspace(Path.of("")), clock);

    @BeforeEach
    void open() {
        file = folder.resolve(".berth/volumes/dev");
        memory = new VolumeMemory(new Workspace(folder), clock);
    }

    @Test
    void latestWhenNothingIsRememberedIsEmptyAndWritesNothing() throws IOException {
        assertThat(memory.latest(VolumeSamples.STACK)).isEmpty();
        assertThat(memory.read(VolumeSamples.STACK)).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void latestWhenRememberedIsTheSameForAnotherProcess() {
        VolumeHistory history = history("shop_data", 30);
        memory.write(VolumeSamples.STACK, List.of(history));

        VolumeMemory other = new VolumeMemory(new Workspace(folder), clock);

        assertThat(other.latest(VolumeSamples.STACK)).containsExactly(history.use());
        assertThat(other.read(VolumeSamples.STACK))
                .containsOnlyKeys("shop_data")
                .containsValue(history);
    }

    @Test
    void latestWhenTimeHasPassedHasFewerDaysLeftAndSaysThatItIsSoon() {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 8.5)));
        assertThat(memory.latest(VolumeSamples.STACK).getFirst().concern()).isEmpty();

        clock.pass(Duration.ofDays(2));
        VolumeUse volume = memory.latest(VolumeSamples.STACK).getFirst();

        assertThat(volume.daysToFull()).hasValue(6.5);
        assertThat(volume.concern().orElseThrow().words()).isEqualTo("no room left in 6 days");
        assertThat(volume.countedAt()).contains(NOW);
    }

    @Test
    void latestWhenItWasReadAndWrittenSinceHasNoDayPassedTwice() {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 8.5)));
        clock.pass(Duration.ofDays(2));
        memory.write(VolumeSamples.STACK, memory.read(VolumeSamples.STACK).values());
        clock.pass(Duration.ofDays(1));

        assertThat(memory.latest(VolumeSamples.STACK).getFirst().daysToFull()).hasValue(5.5);
    }

    @Test
    void latestWhenOldOrFromTheFutureIsNotKnown() {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30)));

        clock.pass(Duration.ofDays(8));
        assertThat(memory.latest(VolumeSamples.STACK)).isEmpty();
        clock.pass(Duration.ofDays(-9));
        assertThat(memory.latest(VolumeSamples.STACK)).isEmpty();
        assertThat(memory.read(VolumeSamples.STACK)).isEmpty();
    }

    @Test
    void latestWhenItIsOfAnotherEngineOrProjectIsNotKnown() {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30)));

        assertThat(memory.latest(VolumeSamples.stack("shop", "ssh://ops@db1"))).isEmpty();
        assertThat(memory.latest(VolumeSamples.stack("shop2", "unix:///var/run/docker.sock")))
                .isEmpty();
        assertThat(memory.latest(VolumeSamples.STACK.with(List.of()))).isEmpty();
    }

    @Test
    void readWhenTheFileWasCutOffOrReplacedAnywhereIsNotKnownAndThrowsNothing() throws IOException {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30), history("shop_logs", 30)));
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(memory.read(VolumeSamples.STACK))
                    .as("of %d bytes", length)
                    .isEmpty();
            assertThat(memory.latest(VolumeSamples.STACK)).hasSizeLessThanOrEqualTo(2);
        }
        for (String other : List.of("", "\n", "null\nnull\n", "{}\n{}\n", "[".repeat(100_000), "{\"format\":1}\n{}")) {
            Files.writeString(file, other);
            assertThat(memory.read(VolumeSamples.STACK)).isEmpty();
            assertThat(memory.latest(VolumeSamples.STACK)).isEmpty();
        }
    }

    @Test
    void readWhenSomebodyWroteNonsenseTakesNoneOfIt() throws IOException {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30)));
        String text = Files.readString(file);

        Files.writeString(
                file,
                text.replace("\"bytes\":7000", "\"bytes\":-1")
                        .replace("\"free\":50000", "\"free\":500000")
                        .replace("\"growth\":1234.5", "\"growth\":1e999"));
        VolumeUse volume = memory.latest(VolumeSamples.STACK).getFirst();

        assertThat(volume.bytes()).isEmpty();
        assertThat(volume.room()).isEmpty();
        assertThat(volume.growthBytesPerDay()).isEmpty();
    }

    @Test
    void writeWhenItCannotBeRemembersNothing() throws IOException {
        Files.writeString(folder.resolve(".berth"), "a file");

        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30)));

        assertThat(memory.latest(VolumeSamples.STACK)).isEmpty();
    }

    @Test
    void writeWhenItWasSeenForWeeksStaysSmall() throws IOException {
        Course course = Course.EMPTY;
        for (int minute = 0; minute < 8 * 24 * 60; minute += 5) {
            course = course.with(NOW.minus(Duration.ofDays(8)).plusSeconds(60L * minute), 1L << 40);
        }

        memory.write(
                VolumeSamples.STACK,
                List.of(new VolumeHistory(VolumeSamples.use("shop_data", NOW, 30), course, course, NOW, NOW)));

        assertThat(Files.size(file)).isLessThan(10_000);
        assertThat(Files.readString(file).getBytes(StandardCharsets.UTF_8)).hasSize((int) Files.size(file));
        assertThat(memory.read(VolumeSamples.STACK).values())
                .extracting(VolumeHistory::sizes)
                .containsExactly(course);
    }

    @Test
    void forgetWhenVolumesAreGoneKeepsTheOthers() {
        memory.write(VolumeSamples.STACK, List.of(history("shop_data", 30), history("shop_logs", 30)));

        memory.forget(VolumeSamples.STACK, List.of("shop_data", "unheard"));

        assertThat(memory.latest(VolumeSamples.STACK))
                .extracting(VolumeUse::name)
                .containsExactly("shop_logs");
    }

    private static VolumeHistory history(String name, double daysToFull) {
        return new VolumeHistory(
                VolumeSamples.use(name, NOW, daysToFull),
                new Course(List.of(
                        new Course.Point(NOW.minusSeconds(7200), 6_000),
                        new Course.Point(NOW.minusSeconds(600), 7_000))),
                new Course(List.of(new Course.Point(NOW.minusSeconds(600), 50_000))),
                NOW.plusSeconds(600),
                Instant.EPOCH);
    }
}
