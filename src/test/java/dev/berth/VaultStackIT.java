package dev.berth;

import static dev.berth.testing.DockerProgram.container;
import static dev.berth.testing.DockerProgram.docker;
import static dev.berth.testing.DockerProgram.onTheHost;
import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack whose secrets lie in a real Vault: every test goes on with what the one before it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VaultStackIT {
    private static final String CANARY = "canary-P@$$w0rd-ä";

    private static final List<String> EVERY_VERB = List.of(
            "secrets list --env two",
            "secrets diff --env two",
            "secrets check --env two",
            "secrets get beta.key --reveal --env two",
            "secrets sync --env two --yes",
            "env switch two --yes");

    private final String name =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private Path workspace;
    private BerthProgram berth;
    private TestVault vault;
    private FaultyServer proxy;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        vault = TestVault.start();
        proxy = FaultyServer.before(vault.address());
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        write("token", vault.rootToken());
        definition("two", "kv2");
        definition("one", "kv1");
        write("compose.yaml", """
                services:
                  alpha: {image: berth/base:trixie, init: true, command: [sleep, infinity], stop_grace_period: 1s,
                          volumes: ["${BERTH_SECRETS_DIR}/alpha:/run/berth:ro"]}
                  beta: {image: berth/base:trixie, init: true, command: [sleep, infinity], stop_grace_period: 1s,
                         volumes: ["${BERTH_SECRETS_DIR}/beta:/run/berth:ro"]}
                """);
        write("secrets-templates/secrets.yaml", """
                alpha.key: {generate: {length: 24}, consumers: [alpha]}
                beta.key: {consumers: [beta]}
                """);
        write("secrets-templates/alpha.txt", "# berth: services=alpha file=key\n{{ secret \"alpha.key\" }}\n");
        write("secrets-templates/beta.txt", "# berth: services=beta file=key\n{{ secret \"beta.key\" }}\n");
    }

    @AfterAll
    void removeEverything() {
        List.of("one", "two", "three").forEach(environment -> {
            if (berth != null) {
                berth.run("stack", "down", "--env", environment, "--yes");
            }
            DockerProgram.removeProject(project(environment));
        });
        if (proxy != null) {
            proxy.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    @Test
    @Order(1)
    void validateWhenVaultIsAwayNeedsItNot() {
        proxy.answer("", 500, "");

        berth.run("env", "validate").expect(0);

        proxy.heal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    @Order(2)
    void setAndGenerateWhenNothingIsStoredStoreInVault(String environment) {
        assertThat(states(environment)).isEqualTo(Map.of("alpha.key", "missing", "beta.key", "missing"));

        JsonObject refusal = berth.run("secrets", "generate", "--env", environment, "--yes", "--format", "json")
                .expect(1)
                .errorJson();
        assertThat(refusal.getString("code")).isEqualTo("SECRET_MISSING");
        berth.runWithInput(CANARY, "secrets", "set", "beta.key", "--env", environment, "--yes")
                .expect(0);
        berth.run("secrets", "generate", "--env", environment, "--yes").expect(0);

        assertThat(stored(environment, "beta.key")).isEqualTo(CANARY);
        assertThat(stored(environment, "alpha.key")).hasSize(24);
        assertThat(berth.run("secrets", "get", "beta.key", "--reveal", "--env", environment)
                        .expect(0)
                        .output())
                .isEqualTo(CANARY + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    @Order(3)
    void switchWhenSecretsAreStoredDeliversThem(String environment) {
        berth.run("env", "switch", environment, "--yes").expect(0);

        assertThat(delivered(environment, "alpha")).isEqualTo(stored(environment, "alpha.key"));
        assertThat(delivered(environment, "beta")).isEqualTo(CANARY);
        assertThat(states(environment)).isEqualTo(Map.of("alpha.key", "current", "beta.key", "current"));
        assertThat(docker("inspect", container(project(environment), "beta"))).doesNotContain("canary");
    }

    @Test
    @Order(4)
    void listWhenEngineCountsVersionsTellsThemAndElseNone() {
        JsonObject counted = secret("two", "beta.key");
        assertThat(counted.getInt("version")).isEqualTo(1);
        assertThat(counted.getString("updatedAt")).endsWith("Z");
        assertThat(counted.getString("provider")).isEqualTo("vault");

        JsonObject uncounted = secret("one", "beta.key");
        assertThat(uncounted.has("version")).isFalse();
        assertThat(uncounted.has("updatedAt")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    @Order(5)
    void syncWhenNothingChangedRestartsNothing(String environment) {
        String before = starts(project(environment));

        berth.run("secrets", "check", "--env", environment).expect(0);
        berth.run("secrets", "sync", "--env", environment, "--yes").expect(0);

        assertThat(starts(project(environment))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    @Order(6)
    void syncWhenOneSecretChangedInVaultRestartsItsConsumerOnly(String environment) {
        store(environment, "beta.key", "changed-" + CANARY);

        BerthProgram.Result check = berth.run("secrets", "check", "--env", environment, "--format", "json")
                .expect(10);
        JsonObject drift = check.json().getArray("drift").getObject(0);
        assertThat(check.json().getArray("drift")).hasSize(1);
        assertThat(drift.getString("name")).isEqualTo("beta.key");
        if (environment.equals("two")) {
            assertThat(drift.getInt("running")).isEqualTo(1);
            assertThat(drift.getInt("stored")).isEqualTo(2);
        } else {
            assertThat(drift.keySet()).containsExactly("name");
        }
        BerthProgram.Result diff = berth.run("secrets", "diff", "--env", environment, "--format", "json")
                .expect(0);
        assertThat(names(diff.json(), "change")).isEqualTo(Map.of("alpha.key", "keep", "beta.key", "change"));
        assertThat(diff.output() + diff.error() + check.output()).doesNotContain("canary");
        Map<String, String> before = startedAt(environment);

        berth.run("secrets", "sync", "--env", environment, "--yes").expect(0);

        assertThat(delivered(environment, "beta")).isEqualTo("changed-" + CANARY);
        assertThat(startedAt(environment).get("alpha")).isEqualTo(before.get("alpha"));
        assertThat(startedAt(environment).get("beta")).isNotEqualTo(before.get("beta"));
        berth.run("secrets", "check", "--env", environment).expect(0);
    }

    @Test
    @Order(7)
    void everyVerbWhenVaultIsSealedOrDeniesFailsAndLeavesTheStackAlone() {
        String before = starts(project("two"));
        String held = delivered("two", "alpha");
        store("two", "alpha.key", "not delivered yet");

        proxy.answer("/data/", 403, "{\"errors\": [\"permission denied\"]}");
        assertRefused("VAULT_DENIED", "secrets list --env two");
        assertRefused("VAULT_DENIED", "secrets sync --env two --yes");
        proxy.answer("", 503, "{\"errors\": [\"Vault is sealed\"]}");
        EVERY_VERB.forEach(words -> assertRefused("VAULT_SEALED", words));
        proxy.heal();

        assertThat(starts(project("two"))).isEqualTo(before);
        assertThat(delivered("two", "alpha")).isEqualTo(held);
        berth.run("secrets", "sync", "--env", "two", "--yes").expect(0);
        assertThat(delivered("two", "alpha")).isEqualTo("not delivered yet");
    }

    @Test
    @Order(8)
    void syncWhenOnePathOfManyIsDeniedAsksForEachOnceAsWhenNoneIs() {
        List<String> paths = Stream.of("alpha.key", "beta.key", "berth.delivery-key")
                .map(secret -> "GET /v1/" + place("two", secret))
                .toList();
        int asked = proxy.requests().size();
        berth.run("secrets", "sync", "--env", "two", "--yes").expect(0);
        assertThat(reads(asked)).containsExactlyInAnyOrderElementsOf(paths);

        asked = proxy.requests().size();
        proxy.answer("/two/beta.key", 403, "{\"errors\": [\"permission denied\"]}");
        JsonObject denied = assertRefused("VAULT_DENIED", "secrets sync --env two --yes");
        proxy.heal();

        assertThat(reads(asked)).containsExactlyInAnyOrderElementsOf(paths);
        assertThat(denied.getString("message")).contains("beta.key").doesNotContain("alpha.key");
        assertThat(denied.getString("hint")).containsPattern("stale since 20\\d\\d-.*Z, when they were last compared");
    }

    @Test
    @Order(9)
    void startWhenVaultIsSealedTakesWhatWasRenderedLastAndNothingLess() {
        String held = delivered("two", "alpha");
        berth.run("stack", "stop", "--env", "two", "--yes").expect(0);
        proxy.answer("", 503, "{\"errors\": [\"Vault is sealed\"]}");

        assertThat(berth.run("stack", "start", "--env", "two", "--yes")
                        .expect(0)
                        .error())
                .contains("start with the secrets that were rendered last", "is sealed");
        assertThat(delivered("two", "alpha")).isEqualTo(held);

        // What a reboot of the host leaves of them.
        berth.run("stack", "stop", "--env", "two", "--yes").expect(0);
        onTheHost("rm -rf /t/berth/" + project("two"));
        assertThat(assertRefused("VAULT_SEALED", "stack start --env two --yes").getString("hint"))
                .contains("Unseal it");
        proxy.heal();
        berth.run("stack", "up", "--env", "two", "--yes").expect(0);
        assertThat(delivered("two", "alpha")).isEqualTo(held);
    }

    @Test
    @Order(10)
    void switchWhenVaultIsAwayAndNothingWasRenderedIsRefusedWithTheRemedy() throws IOException {
        definition("three", "kv2");
        proxy.answer("", 503, "{\"errors\": [\"Vault is sealed\"]}");

        assertThat(assertRefused("VAULT_SEALED", "env switch three --yes").getString("hint"))
                .contains("Unseal it", "nothing can start before it can be read");
        proxy.heal();

        assertThat(docker("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project("three")))
                .isEmpty();
    }

    private List<String> reads(int from) {
        List<String> requests = proxy.requests();
        return requests.subList(from, requests.size()).stream()
                .filter(request -> request.contains("/data/"))
                .toList();
    }

    @Test
    @Tag("long")
    @Order(11)
    void everyVerbWhenVaultHangsFailsAndLeavesTheStackAlone() {
        String before = starts(project("two"));

        proxy.hang();
        EVERY_VERB.forEach(words -> assertRefused("VAULT_UNREACHABLE", words));
        proxy.heal();

        assertThat(starts(project("two"))).isEqualTo(before);
        berth.run("secrets", "check", "--env", "two").expect(0);
    }

    private JsonObject assertRefused(String code, String words) {
        BerthProgram.Result result =
                berth.run((words + " --format json").split(" ")).expect(1);

        assertThat(result.output()).as(words).isEmpty();
        assertThat(result.errorJson().getString("code")).as(words).isEqualTo(code);
        return result.errorJson();
    }

    private String project(String environment) {
        return name + "-" + environment;
    }

    private void definition(String environment, String mount) throws IOException {
        write("environments/" + environment + ".yaml", """
                workspace: %s
                compose: {files: [compose.yaml]}
                secrets:
                  templates: secrets-templates
                  provider: vault
                  vault: {address: "%s", mount: %s, path: %s/%s, auth: {method: token, tokenFile: token}}
                """.formatted(name, proxy.address(), mount, name, environment));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(workspace.resolve(file).getParent());
        Files.writeString(workspace.resolve(file), text);
    }

    private String place(String environment, String secret) {
        return (environment.equals("two") ? "kv2/data/" : "kv1/") + name + "/" + environment + "/" + secret;
    }

    private String stored(String environment, String secret) {
        JsonObject data = vault.get(place(environment, secret)).getObject("data");
        return Optional.ofNullable(data.getObject("data")).orElse(data).getString("value");
    }

    private void store(String environment, String secret, String value) {
        JsonObject data = new JsonObject(Map.of("value", value));
        vault.post(place(environment, secret), environment.equals("two") ? Map.of("data", data) : data);
    }

    private String delivered(String environment, String service) {
        return docker("exec", container(project(environment), service), "cat", "/run/berth/current/key");
    }

    private Map<String, String> startedAt(String environment) {
        return List.of("alpha", "beta").stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        service -> docker(
                                "inspect",
                                "--format",
                                "{{.State.StartedAt}}",
                                container(project(environment), service))));
    }

    private JsonObject secret(String environment, String secret) {
        return berth
                .run("secrets", "list", "--env", environment, "--format", "json")
                .expect(0)
                .json()
                .getArray("secrets")
                .stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("name").equals(secret))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> states(String environment) {
        return names(
                berth.run("secrets", "list", "--env", environment, "--format", "json")
                        .expect(0)
                        .json(),
                "state");
    }

    private static Map<String, String> names(JsonObject document, String key) {
        return document.getArray("secrets").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(each -> each.getString("name"), each -> each.getString(key)));
    }
}
