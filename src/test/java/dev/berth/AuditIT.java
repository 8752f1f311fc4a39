package dev.berth;

import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.JsonShape.assertShape;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.testing.SmallWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs is audited as its engine has it: the reference stack passes, and what is lacking is found, all of it and no more. */
class AuditIT {
    private static final String CANARY = "canary-p8Xw1zQv0Lr7";

    @TempDir
    Path folder;

    @BeforeEach
    void requireEngine() {
        DockerProgram.requireEngine();
    }

    @Test
    void auditWhenItIsTheReferenceProdPassesOnceThereIsABackup() throws IOException {
        ReferenceWorkspace reference = ReferenceWorkspace.create(folder);
        // The stack is what is audited; a Vault beside it has tests of its own.
        reference.edit("environments/prod.yaml", "provider: vault", "provider: local");
        BerthProgram berth = new BerthProgram(reference.root(), folder.resolve("home"));
        try {
            berth.run("env", "switch", "prod", "--yes", "--confirm", "prod").expect(0);

            JsonObject before = berth.with("BERTH_READ_ONLY", "1")
                    .run("env", "audit", "prod", "--format", "json")
                    .expect(1)
                    .json();
            assertThat(found(before)).containsExactly("complete-backup");
            assertShape(before, """
                {environment: prod, protected: boolean, passed: boolean,
                 findings: [{service?: string, check: string, message: string, remedy: string}],
                 checks: [{id: string, title: string, services?: integer, findings: integer}]}""");
            berth.run("backup", "create", "--env", "prod").expect(0);

            JsonObject after =
                    berth.run("env", "audit", "--format", "json").expect(0).json();
            assertThat(after.getBoolean("passed")).isTrue();
            assertThat(after.getArray("findings")).isEmpty();
            assertThat(after.getArray("checks").stream()
                            .map(JsonObject.class::cast)
                            .filter(check -> check.getString("id").equals("data-network"))
                            .map(check -> check.getInt("services")))
                    .containsExactly(4);
            assertThat(berth.run("env", "audit", "prod").expect(0).output())
                    .contains("prod is protected: ", " checks, nothing found");
        } finally {
            DockerProgram.removeProject(reference.project("prod"));
        }
    }

    @Test
    void auditWhenServicesLackThingsFindsAllOfThemAndNoMore() throws IOException {
        SmallWorkspace workspace = small();
        BerthProgram berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        try {
            berth.run("env", "switch", "dev", "--yes").expect(0);
            String before = DockerProgram.starts(workspace.project());

            BerthProgram.Result result = berth.run("env", "audit", "dev", "--format", "json");

            JsonObject audit = result.expect(1).json();
            assertThat(found(audit))
                    .containsExactly(
                            "non-root-user bad",
                            "read-only-root bad",
                            "no-new-privileges bad",
                            "capabilities bad",
                            "security-profile bad",
                            "host-namespaces bad",
                            "engine-socket bad",
                            "host-folders bad",
                            "devices bad",
                            "cpu-ceiling bad",
                            "memory-ceiling bad",
                            "pids-ceiling bad",
                            "ulimits bad",
                            "health-check bad",
                            "restart-policy bad",
                            "log-rotation bad",
                            "secrets-in-environment bad",
                            "secret-files bad",
                            "data-network cache",
                            "data-apart cache",
                            "published-everywhere bad");
            assertThat(audit.getBoolean("protected")).isFalse();
            assertThat(result.output() + result.error()).contains("API_TOKEN").doesNotContain(CANARY);
            BerthProgram.Result table = berth.run("env", "audit").expect(1);
            assertThat(table.output()).startsWith("▲ dev is not protected; what it lacks: ");
            assertThat(table.output()).contains("read-only-root", "→ Give read_only: true");
            assertThat(DockerProgram.starts(workspace.project())).isEqualTo(before);
        } finally {
            DockerProgram.removeProject(workspace.project());
        }
    }

    @Test
    void auditWhenNothingRunsOrSomebodyElsesContainerDoesSaysSo() throws IOException {
        SmallWorkspace workspace = small();
        BerthProgram berth = new BerthProgram(workspace.root(), folder.resolve("home"));
        try {
            docker(
                    "run",
                    "-d",
                    "--name",
                    workspace.project() + "-stray-1",
                    "--label",
                    "com.docker.compose.project=" + workspace.project(),
                    "--label",
                    "com.docker.compose.service=stray",
                    "--label",
                    "com.docker.compose.oneoff=False",
                    "berth/helper:1",
                    "sleep",
                    "600");

            List<String> found = found(berth.run("env", "audit", "dev", "--format", "json")
                    .expect(1)
                    .json());

            assertThat(found)
                    .contains("running shop", "running bad", "running cache")
                    .contains("non-root-user stray", "read-only-root stray", "memory-ceiling stray")
                    .doesNotContain("non-root-user bad", "running stray");
            assertThat(berth.with("DOCKER_HOST", "unix://" + folder.resolve("none.sock"))
                            .run("env", "audit", "dev", "--format", "json")
                            .expect(1)
                            .errorJson()
                            .getString("code"))
                    .isEqualTo("ENGINE_UNREACHABLE");
            berth.run("env", "audit", "nosuch").expect(2);
        } finally {
            DockerProgram.removeProject(workspace.project());
        }
    }

    /** A shop of which nothing is to be said, one that lacks everything, and a cache beside it in a network with a way out. */
    private SmallWorkspace small() throws IOException {
        SmallWorkspace workspace = SmallWorkspace.create(folder.resolve("acme"));
        Files.writeString(workspace.root().resolve("key.txt"), "key\n");
        workspace.write("compose.yaml", """
                x-service: &service
                  image: berth/helper:1
                  command: [sleep, infinity]
                  stop_grace_period: 1s
                x-hardened: &hardened
                  <<: *service
                  user: "10001:10001"
                  read_only: true
                  cap_drop: [ALL]
                  security_opt: ["no-new-privileges:true"]
                  restart: unless-stopped
                  ulimits: {nofile: 1024}
                  logging: {driver: local}
                  healthcheck: {test: [CMD, "true"], interval: 1s}
                  deploy: {resources: {limits: {cpus: "0.1", memory: 16m, pids: 10}}}
                services:
                  shop:
                    <<: *hardened
                    networks: [inner]
                    ports: ["127.0.0.1::80"]
                  bad:
                    <<: *service
                    pid: host
                    cap_add: [NET_ADMIN]
                    security_opt: ["seccomp:unconfined"]
                    environment: {API_TOKEN: %s}
                    secrets: [key]
                    devices: ["/dev/null:/dev/nothing"]
                    volumes: ["/var/run/docker.sock:/engine.sock:ro", "/etc:/host-etc:ro"]
                    networks: [outer]
                    ports: ["80"]
                  cache:
                    <<: *hardened
                    networks: [outer]
                networks: {inner: {internal: true}, outer: {}}
                secrets: {key: {file: key.txt}}
                """.formatted(CANARY));
        return workspace.write("environments/dev.yaml", """
                project: %s
                compose: {files: [compose.yaml]}
                services: {cache: {kind: redis}}
                health: {timeout: 20s}
                """.formatted(workspace.project()));
    }

    /** The findings, as check and service. */
    private static List<String> found(JsonObject audit) {
        List<String> found = new ArrayList<>();
        audit.getArray("findings").stream()
                .map(JsonObject.class::cast)
                .forEach(finding ->
                        found.add((finding.getString("check") + " " + finding.getString("service", "")).strip()));
        return found;
    }
}
