package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.FaultyServer;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds wrong with the login to a real Vault, and what it says to do about it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultDoctorIT {
    private static final String TOKEN = "{method: token, tokenFile: token}";

    private Path workspace;
    private BerthProgram berth;
    private TestVault vault;
    private FaultyServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DockerProgram.requireEngine();
        vault = TestVault.start();
        server = FaultyServer.before(vault.address());
        workspace = folder.resolve("workspace");
        berth = new BerthProgram(workspace, folder.resolve("home"));
        write("compose.yaml", "services: {app: {image: \"berth/base:trixie\"}}\n");
        write("secrets-templates/secrets.yaml", """
                alpha.key: {generate: {length: 24}, consumers: [app]}
                beta.key: {from: "shared/beta#key", consumers: [app]}
                """);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    @BeforeEach
    void asItShouldBe() throws IOException {
        server.heal();
        define("kv2", TOKEN);
        login(vault.rootToken());
    }

    @Test
    void doctorWhenThePolicyIsTheOnePrintedFindsNothing() throws IOException {
        login(vault.tokenWith(policy()));

        assertThat(berth.run("doctor").expect(0).output()).contains("the login may read and write every secret");
    }

    @Test
    void doctorWhenThePolicyLacksPathsNamesThemAndWhatTheLoginHas() throws IOException {
        String token = vault.tokenWith(policy().replace("kv2/data/shared/beta", "kv2/data/other"));
        login(token);

        JsonObject check = failed("prod: vault policy");
        assertThat(check.getString("message"))
                .isEqualTo("the login's policy lacks kv2/data/shared/beta (create, read, update)");
        assertThat(check.getString("hint"))
                .contains(
                        "berth secrets policy prod | vault policy write berth-prod -",
                        "The login has the policies default, policy-")
                .doesNotContain(token);
    }

    @Test
    void doctorWhenThePolicyAllowsReadingOnlySaysWhatThenIsRefused() throws IOException {
        login(vault.tokenWith(policy().replace("\"create\", \"read\", \"update\"", "\"read\"")));

        assertThat(berth.run("doctor").expect(0).output())
                .contains("the login may read every secret, and not write kv2/data/acme/alpha.key (create, update)");
    }

    @Test
    void doctorWhenThePolicyIsForTheOtherVersionSaysSo() throws IOException {
        String policy = policy();
        define("kv1", TOKEN);
        login(vault.tokenWith(policy.replace("kv2/", "kv1/")));

        JsonObject check = failed("prod: vault policy");
        assertThat(check.getString("message"))
                .contains("the policy is written for version 2 of the key-value engine, and kv1 is of version 1");
        assertThat(check.getString("hint")).contains("berth secrets policy prod --kv 1");
    }

    @Test
    void doctorWhenTheMountIsWrongNamesThoseTheLoginSees() throws IOException {
        String policy = policy();
        define("secrets", TOKEN);
        login(vault.tokenWith(policy));

        JsonObject check = failed("prod: vault policy");
        assertThat(check.getString("message")).contains("the login sees no mount secrets, only kv2;");
        assertThat(check.getString("hint")).contains("Correct secrets.vault.mount");
    }

    @Test
    void doctorWhenTheTokenEndedSaysSo() throws IOException {
        String token = vault.tokenWith(policy());
        login(token);
        vault.post("auth/token/revoke", Map.of("token", token));

        JsonObject check = failed("prod: vault token");
        assertThat(check.getString("message")).contains("it ended, was revoked, or is another server's");
        assertThat(check.getString("hint")).contains("vault token create -period=768h -policy=berth-prod");
    }

    @Test
    void doctorWhenTheRoleLacksThePolicySaysHowItIsGiven() throws IOException {
        vault.post("sys/auth/approle", Map.of("type", "approle"));
        vault.post("auth/approle/role/berth", Map.of("token_ttl", "1h"));
        String roleId =
                vault.get("auth/approle/role/berth/role-id").getObject("data").getString("role_id");
        String secretId = vault.post("auth/approle/role/berth/secret-id", Map.of())
                .getObject("data")
                .getString("secret_id");
        define("kv2", "{method: approle, roleId: %s, secretIdFile: token}".formatted(roleId));
        login(secretId);

        JsonObject check = failed("prod: vault policy");
        assertThat(check.getString("message")).contains("the login sees no mount kv2 and no other key-value engine");
        assertThat(check.getString("hint"))
                .contains("The login has the policies default", "auth/approle/role/ROLE token_policies=berth-prod")
                .doesNotContain(secretId);
    }

    @Test
    void doctorWhenTheLoginFileIsOpenToTheGroupOrAllSaysHowItIsClosed() throws IOException {
        for (String permissions : new String[] {"rw-r-----", "rw----r--"}) {
            Files.setPosixFilePermissions(workspace.resolve("token"), PosixFilePermissions.fromString(permissions));

            JsonObject check = failed("prod: vault login");
            assertThat(check.getString("message")).contains("is open to others (%s)".formatted(permissions));
            assertThat(check.getString("hint")).contains("chmod 600 ", "then issue a new one");
        }
    }

    @Test
    void doctorWhenTheClocksDifferByTenMinutesSaysSo() {
        server.answer(
                "/sys/health",
                200,
                "{\"initialized\": true, \"sealed\": false, \"version\": \"1.21.0\", \"server_time_utc\": %d}"
                        .formatted(Instant.now().plusSeconds(600).getEpochSecond()));

        JsonObject check = failed("prod: vault clock");
        assertThat(check.getString("message")).matches("its clock is (9|10) min ahead of this machine's");
        assertThat(check.getString("hint")).contains("the same time service");
    }

    private String policy() {
        return berth.run("secrets", "policy", "prod").expect(0).output();
    }

    private JsonObject failed(String name) {
        JsonObject found = berth.run("doctor", "--format", "json").expect(1).json().getArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(found.getBoolean("ok")).isFalse();
        return found;
    }

    private void define(String mount, String auth) throws IOException {
        write("environments/prod.yaml", """
                workspace: doctor
                compose: {files: [compose.yaml]}
                secrets:
                  templates: secrets-templates
                  provider: vault
                  vault: {address: "%s", mount: %s, path: acme, auth: %s}
                """.formatted(server.address(), mount, auth));
    }

    private void login(String credential) throws IOException {
        write("token", credential);
        Files.setPosixFilePermissions(workspace.resolve("token"), PosixFilePermissions.fromString("rw-------"));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(workspace.resolve(file).getParent());
        Files.writeString(workspace.resolve(file), text);
    }
}
