package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.ExecResult;
import dev.berth.testing.FakeEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeCountTests {
    private static final String FREE = """
            Filesystem     1024-blocks      Used Available Capacity Mounted on
            /dev/vda1        100000000  40000000     60000      41% /data
            """;

    private final FakeEngine engine = new FakeEngine("image");
    private final List<String> commands = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final VolumeCount count = new VolumeCount(engine, new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });
    private long kibibytes = 1000;
    private String id = "";

    @BeforeEach
    void run() {
        engine.onExec((container, request, input) -> {
            commands.add(String.join(" ", request.command()));
            return request.command().getFirst().equals("df")
                    ? new ExecResult(0, FREE, "")
                    : new ExecResult(0, kibibytes + "\t/data\n", "");
        });
        id = engine.create(new ContainerSpecification(
                Optional.of("shop-store-1"),
                "image",
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of("shop_data:/data"),
                "none",
                List.of(),
                false,
                false,
                false));
        engine.start(id);
    }

    @Test
    void lookWhenAskedOftenCountsSeldomAndKnowsTheRoomEachTime() {
        VolumeUse first = look();
        kibibytes = 2000;
        later(Duration.ofMinutes(1));
        VolumeUse soon = look();
        later(Duration.ofMinutes(9));

        assertThat(first.bytes()).hasValue(1000 * 1024);
        assertThat(first.freeBytes()).hasValue(60_000 * 1024);
        assertThat(first.basis()).isEqualTo("counted");
        assertThat(soon).isEqualTo(first);
        assertThat(look().bytes()).hasValue(2000 * 1024);
        assertThat(commands)
                .containsExactly("df -Pk /data", "du -skx /data", "df -Pk /data", "df -Pk /data", "du -skx /data");
    }

    @Test
    void growthWhenTooLittleWasSeenIsNotKnown() {
        assertThat(look().growthBytesPerDay()).isEmpty();
        kibibytes += 10;
        later(Duration.ofMinutes(10));
        assertThat(look().growthBytesPerDay()).hasValue(10.0 * 1024 * 144);
        assertThat(look().daysToFull()).isEqualTo(OptionalDouble.of(60_000.0 / 1440));
        kibibytes = 0;
        later(Duration.ofMinutes(10));
        assertThat(look().daysToFull()).isEmpty();
    }

    @Test
    void lookWhenItCannotBeCountedSaysSoAndTriesAgainMuchLater() {
        engine.onExec((container, request, input) -> {
            commands.add(request.command().getFirst());
            return new ExecResult(127, "", "no such program");
        });

        VolumeUse volume = look();
        later(Duration.ofMinutes(30));
        look();

        assertThat(volume.bytes()).isEmpty();
        assertThat(volume.freeBytes()).isEmpty();
        assertThat(volume.countedAt()).isEmpty();
        assertThat(volume.basis()).isEqualTo("cannot be counted");
        assertThat(commands).containsExactly("df", "du", "df");
    }

    @Test
    void lookWhenTheContainerDoesNotRunRunsNothing() {
        engine.end(id, 0);

        assertThat(look().basis()).isEqualTo("not counted: its container does not run");
        assertThat(commands).isEmpty();
    }

    private VolumeUse look() {
        Map<String, List<ContainerDetails>> containers =
                Map.of("store", List.of(engine.inspect(id).orElseThrow()));
        List<VolumeUse> volumes = count.look(containers, Map.of());
        assertThat(volumes).hasSize(1);
        assertThat(volumes.getFirst().name()).isEqualTo("shop_data");
        return volumes.getFirst();
    }

    private void later(Duration passed) {
        now = now.plus(passed);
    }
}
