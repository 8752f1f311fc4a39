package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the printed units mean to systemd itself; its own programs say so without running any of them. */
class SystemdTimerIT {
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern ELAPSE =
            Pattern.compile("(?:Next elapse|Iter\\. #[0-9]+): \\w{3} ([0-9-]+ [0-9:]+) UTC");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int RUNS = 4;

    @TempDir
    private Path folder;

    @BeforeEach
    void findProgram() {
        assumeTrue(Files.isExecutable(ANALYZE), ANALYZE + " is not there");
    }

    @Test
    void calendarWhenSystemdReadsItMeansTheTimesOfTheSchedule() throws Exception {
        Random random = new Random(20261127);
        for (int i = 0; i < 60; i++) {
            ZoneId zone = ZoneId.of(pick(random, "UTC", "Asia/Tokyo", "America/Bogota"));
            Schedule schedule = Schedule.of(
                    String.join(
                            " ",
                            pick(random, "0", "*/7", "5,50-55", "59", "1-59/13"),
                            pick(random, "*", "2", "0,22-23", "*/5"),
                            pick(random, "*", "1", "*/10", "28-31", "15,29"),
                            pick(random, "*", "feb", "1-3,12", "*/4"),
                            pick(random, "*", "mon", "sat,sun", "1-5", "*/3")),
                    zone);
            Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextLong(100_000_000));

            assertThat(elapses(schedule, now))
                    .as("%s in %s after %s", schedule.text(), zone, now)
                    .isEqualTo(Stream.iterate(schedule.next(now), schedule::next)
                            .limit(RUNS)
                            .toList());
        }
    }

    @Test
    void calendarWhenClocksFallBackMeansTheSameToSystemd() throws Exception {
        Schedule schedule = Schedule.of("30 2 * * *", ZoneId.of("Europe/Berlin"));
        Instant now = Instant.parse("2026-10-24T12:00:00Z");

        assertThat(elapses(schedule, now))
                .isEqualTo(Stream.iterate(schedule.next(now), schedule::next)
                        .limit(RUNS)
                        .toList());
    }

    @Test
    void calendarWhenClocksLeapOverARunIsLeftOutBySystemdAsTheNoticeSays() throws Exception {
        Schedule schedule = Schedule.of("30 2 * * *", ZoneId.of("Europe/Berlin"));
        Instant now = Instant.parse("2027-03-27T12:00:00Z");

        assertThat(schedule.leapt(now)).contains(LocalDateTime.parse("2027-03-28T02:30"));
        assertThat(elapses(schedule, now)).first().isEqualTo(Instant.parse("2027-03-29T00:30:00Z"));
    }

    @Test
    void unitsWhenSystemdReadsThemAreWithoutFault() throws Exception {
        Path launcher = Files.createFile(folder.resolve("be rth$1%"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        ScheduledBackup sample = ScheduledBackupSamples.of(
                "prod", folder.resolve("a \"b\" \\c"), Map.of("DOCKER_HOST", "ssh://a%20b@db1"));
        SystemdTimer timer = new SystemdTimer(
                Schedule.of("*/5 2 1 * mon", ZoneId.of("Europe/Berlin")),
                new ScheduledBackup(
                        sample.definition(), launcher, sample.workspace(), "root", sample.home(), sample.variables()));
        List<String> command = new ArrayList<>(List.of(ANALYZE.toString(), "verify", "--recursive-errors=no"));
        for (SystemdTimer.Unit unit : timer.units()) {
            command.add(
                    Files.writeString(folder.resolve(unit.name()), unit.text()).toString());
        }

        assertThat(output(command)).isEmpty();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The next runs, as systemd counts them; those of several lines together. */
    private static List<Instant> elapses(Schedule schedule, Instant after) throws Exception {
        TreeSet<Instant> elapses = new TreeSet<>();
        for (String line :
                new SystemdTimer(schedule, ScheduledBackupSamples.of("dev", Path.of("/srv"), Map.of())).calendar()) {
            String answer = output(List.of(
                    ANALYZE.toString(),
                    "calendar",
                    "--iterations=" + RUNS,
                    "--base-time=" + TIME.format(after.atOffset(ZoneOffset.UTC)) + " UTC",
                    line));
            Matcher matcher = ELAPSE.matcher(answer);
            while (matcher.find()) {
                elapses.add(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC));
            }
        }
        return elapses.stream().limit(RUNS).toList();
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
