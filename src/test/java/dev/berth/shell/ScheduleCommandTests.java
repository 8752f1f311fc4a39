package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleCommandTests {
    @TempDir
    private Path folder;

    private TestShell shell;

    @BeforeEach
    void openShell() {
        shell = new TestShell(folder);
    }

    @Test
    void runWhenForSystemdPrintsAScriptThatInstallsTheUnits() throws IOException {
        define("backup: {schedule: '15 1 * * *'}");

        assertThat(shell.run("backup", "schedule", "--as", "systemd", "--zone", "Asia/Tokyo"))
                .isZero();
        assertThat(shell.printed())
                .startsWith("# acme-dev, backups at 15 1 * * * by the clocks of Asia/Tokyo: the next one ")
                .contains("01:15 +09:00, the last one due ")
                .contains("\nOnCalendar=*-*-* 01:15:00 Asia/Tokyo\n")
                .contains(" --workspace %s --env dev --quiet --yes backup create\n".formatted(folder.toRealPath()));
        assertThat(shell.said()).isEmpty();
    }

    @Test
    void runWhenForCronPrintsOneLineAndWhereFrom() throws IOException {
        define("backup: {schedule: '15 1 * * *'}");

        assertThat(shell.run("backup", "schedule", "--as", "crontab")).isZero();
        assertThat(shell.printed().lines()).hasSize(2).last().asString().startsWith("15 1 * * * env PATH=");
    }

    @Test
    void runWhenForProgramsTellsTimesUnitsAndLine() throws Exception {
        define("backup: {schedule: '@hourly'}");

        assertThat(shell.run("backup", "schedule", "--format", "json")).isZero();
        JsonObject document = JsonParser.object().from(shell.printed());
        Instant next = Instant.parse(document.getString("next"));
        assertThat(next).isAfter(Instant.parse(document.getString("previous")));
        assertThat(document.getString("schedule")).isEqualTo("@hourly");
        assertThat(document.getString("environment")).isEqualTo("dev");
        assertThat(document.getArray("units").getObject(1).getString("name")).isEqualTo("berth-backup-acme-dev.timer");
        assertThat(document.getString("crontab")).startsWith("@hourly env ");
    }

    @Test
    void runWhenTheClocksLeapOverARunSaysSo() throws IOException {
        define("backup: {schedule: '30 2 * * *'}");

        assertThat(shell.run("backup", "schedule", "--as", "systemd", "--zone", "Europe/Berlin"))
                .isZero();
        assertThat(shell.said())
                .startsWith("clocks of Europe/Berlin leap over ")
                .contains(" 02:30: systemd leaves that run out, cron makes it after the leap.");
    }

    @Test
    void runWhenThereIsNoScheduleSaysWhatToAdd() throws IOException {
        define("");

        assertThat(shell.run("backup", "schedule")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("""
                        berth: dev has no schedule for backups
                          Add it to environments/dev.yaml: backup: {schedule: "0 2 * * *"}
                        """);
        assertThat(shell.printed()).isEmpty();
    }

    @Test
    void runWhenTheZoneIsNoneOrNoUseToCronRefuses() throws IOException {
        define("backup: {schedule: '@daily'}");

        assertThat(shell.run("backup", "schedule", "--zone", "+02:00")).isEqualTo(2);
        assertThat(shell.run("backup", "schedule", "--zone", "Pacific/Apia", "--as", "crontab"))
                .isEqualTo(2);
        assertThat(shell.said())
                .contains("there is no time zone \"+02:00\"")
                .contains("cron knows the clocks of its own machine only");
    }

    private void define(String keys) throws IOException {
        Files.createDirectories(folder.resolve("environments"));
        Files.writeString(folder.resolve("compose.yaml"), "services: {}\n");
        Files.writeString(
                folder.resolve("environments/dev.yaml"),
                "workspace: acme\ncompose: {files: [compose.yaml]}\n%s\n".formatted(keys));
    }
}
