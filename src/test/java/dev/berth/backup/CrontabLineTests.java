package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrontabLineTests {
    @Test
    void textWhenProtectedConfirmsByNameAndPrunesWhenThatWentWell() {
        assertThat(line("prod", Path.of("/srv/acme"), Map.of("DOCKER_HOST", "ssh://ops@db1", "LANG", "C")))
                .isEqualTo("0 2 * * mon-fri env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                        + " DOCKER_HOST=ssh://ops@db1 /opt/berth/bin/berth --workspace /srv/acme --env prod --quiet --yes"
                        + " --confirm prod backup create"
                        + " && env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                        + " DOCKER_HOST=ssh://ops@db1 /opt/berth/bin/berth --workspace /srv/acme --env prod --quiet --yes"
                        + " --confirm prod backup prune");
    }

    @Test
    void textWhenAPathHasWhatShellOrCronReadQuotesIt() {
        assertThat(line("dev", Path.of("/srv/100% of Ann's"), Map.of()))
                .contains(" --workspace '/srv/100\\% of Ann'\\''s' --env dev --quiet --yes backup create");
    }

    @Test
    void textWhenTheScheduleHasANameWritesItAsCronKnowsIt() {
        assertThat(line(" @Daily", "dev", Path.of("/srv"), Map.of())).startsWith("@daily env PATH=");
    }

    private static String line(String environment, Path workspace, Map<String, String> variables) {
        return line("0 2 * * mon-fri", environment, workspace, variables);
    }

    private static String line(String schedule, String environment, Path workspace, Map<String, String> variables) {
        return new CrontabLine(
                        Schedule.of(schedule, ZoneId.of("UTC")),
                        ScheduledBackupSamples.of(environment, workspace, variables))
                .text();
    }
}
