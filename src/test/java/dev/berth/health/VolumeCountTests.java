package dev.berth.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FakeEngine;
import dev.berth.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeCountTests {
    private static final String DF = "nice -n 19 timeout 3 df -Pk /data";
    private static final String DU = "nice -n 19 timeout 20 du -skx /data";
    private static final String HEADINGS = "Filesystem     1024-blocks      Used Available Capacity Mounted on\n";

    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine("image");
    private final List<String> commands = new ArrayList<>();
    private final SettableClock clock = new SettableClock(VolumeSamples.NOW);
    private final List<List<VolumeUse>> told = new ArrayList<>();
    private VolumeCount count = new VolumeCount(
            engine,
            VolumeSamples.STACK,
            clock,
            new VolumeMemory(new Workspace(Path.of("no-such-folder")), clock),
            VolumeCount.LONG_COUNT);
    private long kibibytes = 1000;
    private String free = HEADINGS + "/dev/vda1 100000000 940000 60000 94% /data\n";
    private String id = "";

    @BeforeEach
    void run() {
        engine.onExec((container, request, input) -> answer(request.command()));
        id = container("shop-store-1", "shop_data:/data");
        count = open(VolumeCount.LONG_COUNT);
    }

    private ExecResult answer(List<String> command) {
        commands.add(String.join(" ", command));
        return command.contains("df") ? new ExecResult(0, free, "") : new ExecResult(0, kibibytes + "\t/data\n", "");
    }

    @AfterEach
    void clearInterrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void lookWhenAskedOftenCountsSeldomAndKnowsTheRoomEachTime() {
        VolumeUse first = look();
        kibibytes = 2000;
        clock.pass(Duration.ofMinutes(1));
        VolumeUse soon = look();
        clock.pass(Duration.ofMinutes(9));

        assertThat(first.bytes()).hasValue(1000 * 1024);
        assertThat(first.room()).contains(new VolumeUse.Room(1_000_000 * 1024L, 60_000 * 1024, VolumeSamples.NOW));
        assertThat(first.basis()).isEqualTo("counted");
        assertThat(first.concern().orElseThrow().words()).isEqualTo("94% full");
        assertThat(soon.bytes()).isEqualTo(first.bytes());
        assertThat(soon.countedAt()).isEqualTo(first.countedAt());
        assertThat(look().bytes()).hasValue(2000 * 1024);
        assertThat(commands).containsExactly(DF, DU, DF, DF, DU);
    }

    @Test
    void lookWhenAnotherProcessCountedJustNowTakesItsWord() {
        look();
        commands.clear();
        clock.pass(Duration.ofMinutes(5));

        count = open(VolumeCount.SHORT_COUNT);

        assertThat(count.latest()).extracting(VolumeUse::name).containsExactly("shop_data");
        assertThat(look().bytes()).hasValue(1000 * 1024);
        assertThat(commands).containsExactly(DF);
    }

    @Test
    void lookWhenItGrewOverDaysAndManyProcessesKnowsHowLongThereIsRoom() {
        for (int day = 0; day < 4; day++) {
            clock.pass(Duration.ofDays(1));
            count = open(VolumeCount.SHORT_COUNT);
            look();
            kibibytes += 6000;
        }

        VolumeUse volume = memory().latest(VolumeSamples.STACK).getFirst();

        assertThat(volume.growthBytesPerDay()).hasValue(6000 * 1024);
        assertThat(volume.daysToFull()).hasValue(10);
        assertThat(look().concern().orElseThrow().words()).isEqualTo("94% full");
    }

    @Test
    void lookWhenOthersFillTheSameDiskKnowsThatItIsSooner() {
        for (int day = 0; day < 5; day++) {
            free = HEADINGS
                    + "/dev/vda1 100000000 %d %d 50%% /data\n"
                            .formatted(500_000 + 50_000 * day, 500_000 - 50_000 * day);
            clock.pass(Duration.ofDays(1));
            look();
            kibibytes += 1;
        }

        VolumeUse volume = memory().latest(VolumeSamples.STACK).getFirst();

        assertThat(volume.growthBytesPerDay()).hasValue(1024);
        assertThat(volume.daysToFull()).hasValue(6);
        assertThat(volume.concern().orElseThrow().words()).isEqualTo("no room left in 6 days");
    }

    @Test
    void lookWhenItLiesOnAnotherDiskThanBeforeForgetsHowThatFilled() {
        for (int day = 0; day < 5; day++) {
            free = HEADINGS
                    + "/dev/vda1 1 %d %d 50%% /data\n".formatted(500_000 + 50_000 * day, 500_000 - 50_000 * day);
            clock.pass(Duration.ofDays(1));
            look();
        }
        assertThat(look().daysToFull()).isPresent();
        free = HEADINGS + "/dev/vdb1 1 1000 9000000 1% /data\n";
        clock.pass(Duration.ofDays(1));

        assertThat(look().daysToFull()).isEmpty();
    }

    @Test
    void lookWhenItCannotBeCountedSaysSoAndTriesAgainMuchLater() {
        engine.onExec((container, request, input) -> {
            commands.add(String.join(" ", request.command()));
            return new ExecResult(127, "", "no such program");
        });

        VolumeUse volume = look();
        clock.pass(Duration.ofMinutes(30));
        look();

        assertThat(volume.bytes()).isEmpty();
        assertThat(volume.room()).isEmpty();
        assertThat(volume.countedAt()).isEmpty();
        assertThat(volume.basis()).isEqualTo("cannot be counted");
        assertThat(volume.state()).isEqualTo(VolumeUse.State.UNKNOWN);
        assertThat(commands).containsExactly(DF, DU, DF);
    }

    @Test
    void lookWhenTheTreeIsHugeIsCutOffInTheContainerAndKeepsWhatWasKnown() {
        engine.onExec((container, request, input) -> {
            commands.add(String.join(" ", request.command()));
            return request.command().contains("df") ? new ExecResult(0, free, "") : new ExecResult(124, "", "");
        });
        assertThat(look().basis()).isEqualTo("not counted: takes more than 20 s");
        clock.pass(Duration.ofHours(1));
        engine.onExec((container, request, input) -> answer(request.command()));
        assertThat(look().bytes()).hasValue(1000 * 1024);
        clock.pass(Duration.ofMinutes(11));
        engine.onExec((container, request, input) -> new ExecResult(143, "", ""));

        VolumeUse volume = look();

        assertThat(volume.bytes()).hasValue(1000 * 1024);
        assertThat(volume.countedAt()).contains(VolumeSamples.NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void lookWhenTheDiskHangsAsksNoMoreForAnHour() {
        engine.onExec((container, request, input) -> {
            commands.add(String.join(" ", request.command()));
            throw new BerthException(ErrorCode.TIMED_OUT, "did not end", null);
        });

        VolumeUse volume = look();
        for (int minute = 0; minute < 59; minute++) {
            clock.pass(Duration.ofMinutes(1));
            look();
        }
        count = open(VolumeCount.SHORT_COUNT);
        look();
        assertThat(commands).as("neither this process nor the next one").containsExactly(DF);
        clock.pass(Duration.ofMinutes(1));
        look();

        assertThat(volume.basis()).isEqualTo("its disk does not answer");
        assertThat(commands).containsExactly(DF, DF);
    }

    @Test
    void lookWhenTheClockIsPutBackCountsAgainSoon() {
        look();
        clock.pass(Duration.ofDays(-400));
        look();

        assertThat(commands).containsExactly(DF, DU, DF, DU);
    }

    @Test
    void lookWhenAnotherVolumeHangsStillTellsOfTheOthersFirst() {
        String other = container("shop-other-1", "shop_a:/data");
        engine.onExec((container, request, input) -> {
            if (container.equals("shop-other-1")) {
                throw new BerthException(ErrorCode.TIMED_OUT, "did not end", null);
            }
            return answer(request.command());
        });

        look(Map.of("store", List.of(details(id)), "other", List.of(details(other))), Map.of());

        assertThat(told.getFirst())
                .as("before anything is counted")
                .filteredOn(volume -> volume.room().isPresent())
                .extracting(VolumeUse::name)
                .containsExactly("shop_data");
        assertThat(told.getLast())
                .filteredOn(volume -> volume.bytes().isPresent())
                .extracting(VolumeUse::name)
                .containsExactly("shop_data");
    }

    @Test
    void lookWhenInterruptedRunsNothingMoreAndRemembersNoFailure() {
        String other = container("shop-other-1", "shop_a:/data");
        engine.onExec((container, request, input) -> {
            ExecResult result = answer(request.command());
            if (request.command().contains("du")) {
                Thread.currentThread().interrupt();
                throw new BerthException(ErrorCode.INTERRUPTED, "interrupted", null);
            }
            return result;
        });

        look(Map.of("store", List.of(details(id)), "other", List.of(details(other))), Map.of());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(commands).containsExactly(DF, DF, DU);
        assertThat(memory().latest(VolumeSamples.STACK))
                .extracting(VolumeUse::basis)
                .containsOnly("not counted yet");
    }

    @Test
    void lookWhenAmountsAreNotKnownTakesThemForUnknown() {
        for (String line : List.of(
                "/dev/vda1 - - - - /data",
                "/dev/vda1 10 5 -1 100% /data",
                "/dev/vda1 0 0 0 - /data",
                "/dev/vda1 1 99999999999999999999 1 1% /data",
                "nonsense")) {
            free = HEADINGS + line + "\n";
            kibibytes = -1;
            clock.pass(Duration.ofHours(2));

            assertThat(look().room()).as(line).isEmpty();
            assertThat(look().bytes()).isEmpty();
        }
        free = HEADINGS + "//server/with blanks 3 1 2 34% /data of all\n";
        assertThat(look().room().orElseThrow().capacityBytes()).isEqualTo(3 * 1024);
    }

    @Test
    void lookWhenTheContainerDoesNotRunRunsNothing() {
        engine.end(id, 0);

        assertThat(look().basis()).isEqualTo("not counted: its container does not run");
        assertThat(commands).isEmpty();
    }

    @Test
    void lookWhenTheContainerEndedSinceStillKnowsWhatItHeld() {
        look();
        engine.end(id, 0);
        clock.pass(Duration.ofHours(3));

        VolumeUse volume = look();

        assertThat(volume.bytes()).hasValue(1000 * 1024);
        assertThat(volume.countedAt()).contains(VolumeSamples.NOW);
    }

    @Test
    void lookWhenADatabaseTellsItsSizeWalksThroughNothing() {
        String database = container("shop-db-1", "shop_db:/var/lib/data");
        Map<String, List<ContainerDetails>> containers = Map.of("db", List.of(details(database)));

        look(containers, Map.of());
        assertThat(told.getLast().getFirst().basis()).as("it has yet to answer").isEqualTo("not counted yet");
        look(containers, Map.of("db", VolumeSamples.database(clock.instant(), 5000)));
        clock.pass(Duration.ofHours(20));
        look(containers, Map.of("db", new StoreHealth.NoData(clock.instant(), "away")));

        assertThat(told.getLast().getFirst().bytes()).hasValue(5000);
        assertThat(commands).noneMatch(command -> command.contains("du"));
    }

    @Test
    void lookWhenTwoServicesMountTheSameLooksOnceAndNamesBoth() {
        String other = container("shop-other-1", "shop_data:/data");

        look(Map.of("store", List.of(details(id)), "other", List.of(details(other))), Map.of());
        engine.end(other, 0);
        look(Map.of("store", List.of(details(id)), "other", List.of(details(other))), Map.of());

        assertThat(commands).containsExactly(DF, DU, DF);
        assertThat(told.getFirst()).hasSize(1);
        assertThat(told.getFirst().getFirst().services()).containsExactly("other", "store");
        assertThat(told.getLast().getFirst().services())
                .as("the one that runs is asked")
                .containsExactly("store", "other");
    }

    private VolumeMemory memory() {
        return new VolumeMemory(new Workspace(folder), clock);
    }

    private VolumeCount open(Duration longest) {
        return new VolumeCount(engine, VolumeSamples.STACK, clock, memory(), longest);
    }

    private String container(String name, String bind) {
        String created = engine.create(new ContainerSpecification(
                Optional.of(name),
                "image",
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of(bind),
                "none",
                List.of(),
                false,
                false,
                false));
        engine.start(created);
        return created;
    }

    private ContainerDetails details(String container) {
        return engine.inspect(container).orElseThrow();
    }

    private VolumeUse look() {
        look(Map.of("store", List.of(details(id))), Map.of());
        assertThat(told.getLast()).hasSize(1);
        assertThat(told.getLast().getFirst().name()).isEqualTo("shop_data");
        return told.getLast().getFirst();
    }

    private void look(Map<String, List<ContainerDetails>> containers, Map<String, StoreHealth> stores) {
        count.look(containers, stores, told::add);
    }
}
