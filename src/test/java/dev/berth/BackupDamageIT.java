package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is broken in a repository is found, said, and restored from by nobody; what serves is not touched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupDamageIT {
    private BerthProgram berth;
    private String project;
    private String set;
    private String label;

    @BeforeAll
    void makeBackups(@TempDir Path folder) throws Exception {
        DockerProgram.requireEngine();
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        project = workspace.project("dev");
        berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        berth.run("env", "switch", "dev", "--yes").expect(0);
        berth.run("backup", "create").expect(0);
        set = berth.run("backup", "create", "--format", "json")
                .expect(0)
                .json()
                .getObject("backup")
                .getString("id");
        JsonObject shown =
                berth.run("backup", "show", set, "--format", "json").expect(0).json();
        assertThat(shown.getString("type")).isEqualTo("incr");
        label = shown.getObject("postgres").getArray("needs").getString(0);
    }

    @AfterAll
    void removeEverything() {
        if (project != null) {
            DockerProgram.removeProject(project);
        }
    }

    /** BUNDLE and SET stand for the first file of the full backup that the set rests on, and the set's own folder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a missing segment of the log # rm $(ls /r/archive/main/*/*/*.zst | tail -n 1) # postgres log # is missing",
                "a truncated archive of a volume # truncate -s 100 SET/volumes/* # gateway-data # cannot be read"
            })
    void verifyWhenSomethingIsBrokenNamesIt(String what, String damage, String part, String words) {
        assertFound(what, damage, part, words);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a flipped byte in PostgreSQL's files # printf X | dd of=BUNDLE bs=1 seek=5000 conv=notrunc 2>/dev/null # postgres # checksum invalid",
                "truncated files of PostgreSQL # truncate -s 3000 BUNDLE # postgres # checksum invalid",
                "missing files of PostgreSQL # rm BUNDLE # postgres # missing",
                "a missing manifest of PostgreSQL # rm /r/backup/main/LABEL/backup.manifest* # postgres # manifest missing",
                "a flipped byte in the log # printf X | dd of=$(ls /r/archive/main/*/*/*.zst | tail -n 1) bs=1 seek=500 conv=notrunc 2>/dev/null # postgres log # is damaged",
                "a flipped byte in the keys of Redis # printf X | dd of=SET/redis/redis-session.rdb.zst bs=1 seek=40 conv=notrunc 2>/dev/null # redis-session # cannot be read",
                "a missing archive of a volume # rm SET/volumes/* # gateway-data # cannot be read",
                "another archive in its place # cp SET/configuration.tar.zst SET/volumes/* # gateway-data # not what was stored"
            })
    void verifyWhenAnythingIsBrokenNamesIt(String what, String damage, String part, String words) {
        assertFound(what, damage, part, words);
    }

    private void assertFound(String what, String damage, String part, String words) {
        String before = starts(project);
        repository("rm -rf /r/.kept && mkdir /r/.kept && cp -a /r/backup /r/archive /r/sets /r/.kept/");
        try {
            repository(damage.replace("BUNDLE", "/r/backup/main/LABEL/bundle/1")
                    .replace("LABEL", label)
                    .replace("SET", "/r/sets/" + set));

            JsonObject verified = berth.run("backup", "verify", set, "--format", "json")
                    .expect(1)
                    .json();

            assertThat(verified.getBoolean("ok")).as(what).isFalse();
            JsonObject found = verified.getArray("parts").stream()
                    .map(JsonObject.class::cast)
                    .filter(each -> each.getString("name").equals(part))
                    .findFirst()
                    .orElseThrow();
            assertThat(found.getBoolean("ok")).as(what).isFalse();
            assertThat(found.getString("problem")).contains(words);
            assertThat(berth.run("backup", "restore", set, "--yes").expect(1).error())
                    .as(what)
                    .contains("berth: ");
            assertThat(starts(project)).as(what).isEqualTo(before);
        } finally {
            repository("rm -rf /r/backup /r/archive /r/sets && mv /r/.kept/* /r/ && rmdir /r/.kept");
        }
    }

    @Test
    void listWhenOneManifestIsDamagedShowsTheOthers() {
        repository(
                "cp -a /r/sets /r/.sets && printf X | dd of=/r/sets/%s/manifest.json bs=1 seek=30 conv=notrunc 2>/dev/null"
                        .formatted(set));
        try {
            BerthProgram.Result listed = berth.run("backup", "list").expect(0);

            assertThat(listed.output()).doesNotContain(set).contains("full");
            assertThat(listed.error()).contains("the manifest of %s is damaged".formatted(set));
        } finally {
            repository("rm -rf /r/sets && mv /r/.sets /r/sets");
        }
    }

    @Test
    void everythingWhenTheKeyIsAnotherSaysSoAndTouchesNothing() {
        String before = starts(project);
        String settings = docker(
                "inspect",
                "-f",
                "{{range .Mounts}}{{if eq .Destination \"/run/berth\"}}{{.Source}}{{end}}{{end}}",
                DockerProgram.container(project, "postgres"));
        String file = "/s/current/pgbackrest.conf";
        docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--user",
                "0:0",
                "-v",
                settings.strip() + ":/s",
                "--entrypoint",
                "sh",
                "berth/helper:1",
                "-c",
                "cp -p %1$s %1$s.kept && sed -i 's/^repo1-cipher-pass=.*/repo1-cipher-pass=another/' %1$s && chown 10001:10001 %1$s"
                        .formatted(file));
        try {
            for (String[] command : new String[][] {
                {"backup", "list"},
                {"backup", "verify", "latest"},
                {"backup", "restore", "latest", "--yes"},
                {"backup", "create"}
            }) {
                assertThat(berth.run(command).expect(1).error()).contains("encrypted with another key");
            }
            assertThat(starts(project)).isEqualTo(before);
        } finally {
            docker(
                    "run",
                    "--rm",
                    "--network",
                    "none",
                    "--user",
                    "0:0",
                    "-v",
                    settings.strip() + ":/s",
                    "--entrypoint",
                    "sh",
                    "berth/helper:1",
                    "-c",
                    "mv %1$s.kept %1$s".formatted(file));
        }
        berth.run("backup", "list").expect(0);
    }

    private void repository(String script) {
        docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--user",
                "0:0",
                "-v",
                project + "_backup:/r",
                "--entrypoint",
                "sh",
                "berth/helper:1",
                "-c",
                script);
    }
}
