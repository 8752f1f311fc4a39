package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdTimerTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *|*-*-* 02:00:00 UTC",
                "* * * * *|*-*-* *:*:00 UTC",
                "*/15 8-18/2 * jan-mar,12 1-5|Mon..Fri *-01..03,12-* 08,10,12,14,16,18:00,15,30,45:00 UTC",
                "5 4 */10 * sun|Sun *-*-01,11,21,31 04:05:00 UTC",
                "@weekly|Sun *-*-* 00:00:00 UTC",
            })
    void calendarWhenOneLineSaysItWritesItAsSystemdDoes(String expression, String expected) {
        assertThat(timer(expression, "dev").calendar()).containsExactly(expected);
    }

    @Test
    void calendarWhenEitherFieldOfDaysIsEnoughTakesTwoLines() {
        assertThat(timer("0 2 1,15 * mon", "dev").calendar())
                .containsExactly("Mon *-*-* 02:00:00 UTC", "*-*-01,15 02:00:00 UTC");
    }

    @Test
    void calendarWhenTheZoneHasNoNameLeavesItToTheMachine() {
        SystemdTimer timer = new SystemdTimer(
                Schedule.of("0 2 * * *", ZoneId.of("GMT+03:00")),
                ScheduledBackupSamples.of("dev", Path.of("/srv"), Map.of()));

        assertThat(timer.calendar()).containsExactly("*-*-* 02:00:00");
    }

    @Test
    void unitsWhenProtectedConfirmByNameAndPruneAfterwards() {
        List<SystemdTimer.Unit> units = timer("0 2 * * *", "prod").units();

        assertThat(units)
                .extracting(SystemdTimer.Unit::name)
                .containsExactly("berth-backup-berth-prod.service", "berth-backup-berth-prod.timer");
        assertThat(units.getFirst().text())
                .contains("User=ops\n")
                .contains("Environment=\"HOME=/home/ops\"\n")
                .endsWith("""
                        ExecStart=/opt/berth/bin/berth --workspace "/srv/100%% of $$5 \\"acme\\"" --env prod --quiet --yes --confirm prod backup create
                        ExecStart=/opt/berth/bin/berth --workspace "/srv/100%% of $$5 \\"acme\\"" --env prod --quiet --yes --confirm prod backup prune
                        """);
        assertThat(units.getLast().text())
                .contains("""
                [Timer]
                OnCalendar=*-*-* 02:00:00 UTC
                """)
                .contains("Persistent=true\n")
                .contains("WantedBy=timers.target\n");
    }

    @Test
    void unitsWhenVariablesSayWhichEngineAndWhichKeyPassThemOnAndNoOthers() {
        SystemdTimer timer = new SystemdTimer(
                Schedule.of("0 2 * * *", ZoneId.of("UTC")),
                ScheduledBackupSamples.of(
                        "dev",
                        Path.of("/srv"),
                        Map.of(
                                "DOCKER_HOST", "ssh://ops@db1",
                                "BERTH_PASSPHRASE_FILE", "/etc/berth/50% \"passphrase\"",
                                "VAULT_TOKEN", "hunter2hunter2",
                                "EDITOR", "vi")));

        assertThat(timer.units().getFirst().text())
                .contains("Environment=\"BERTH_PASSPHRASE_FILE=/etc/berth/50%% \\\"passphrase\\\"\"\n")
                .contains("Environment=\"DOCKER_HOST=ssh://ops@db1\"\n")
                .doesNotContain("hunter2")
                .doesNotContain("EDITOR");
    }

    @Test
    void scriptWhenRunWritesBothAndStartsTheTimer() {
        assertThat(timer("0 2 * * *", "dev").script())
                .startsWith("set -eu", "cat >/etc/systemd/system/berth-backup-berth-dev.service <<'UNIT'")
                .contains("UNIT", "cat >/etc/systemd/system/berth-backup-berth-dev.timer <<'UNIT'")
                .endsWith("systemctl daemon-reload", "systemctl enable --now berth-backup-berth-dev.timer");
    }

    private static SystemdTimer timer(String expression, String environment) {
        return new SystemdTimer(
                Schedule.of(expression, ZoneId.of("UTC")),
                ScheduledBackupSamples.of(environment, Path.of("/srv/100% of $5 \"acme\""), Map.of()));
    }
}
