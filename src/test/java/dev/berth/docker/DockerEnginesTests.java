package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.LocalProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerEnginesTests {
    /** The folder that the docker command line gives a context named production. */
    private static final String PRODUCTION = "ab8e18ef4ebebeddc0b3152ce9c9006e14fc05242e3fc9ce32246ea6a9543074";

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void resolveWhenNothingIsSaidGivesTheDefaultSocket() {
        assertThat(resolve()).isEqualTo(address("unix:///var/run/docker.sock"));
    }

    @Test
    void resolveWhenVariableNamesAHostGivesIt() throws IOException {
        currentContext("production", "tcp://10.0.0.5:2376");
        environment.put("DOCKER_HOST", "tcp://10.0.0.7:2375");
        environment.put("DOCKER_CONTEXT", "production");

        assertThat(resolve()).isEqualTo(address("tcp://10.0.0.7:2375"));
    }

    @Test
    void resolveWhenVariablesAskForTlsGivesItsFolder() {
        environment.put("DOCKER_HOST", "tcp://10.0.0.7:2376");
        environment.put("DOCKER_TLS_VERIFY", "1");

        assertThat(resolve().tlsFolder()).contains(home.resolve(".docker"));
        environment.put("DOCKER_CERT_PATH", "/etc/docker/tls");
        assertThat(resolve().tlsFolder()).contains(Path.of("/etc/docker/tls"));
    }

    @Test
    void resolveWhenContextIsCurrentGivesItsHostAndTls() throws IOException {
        currentContext("production", "tcp://10.0.0.5:2376");
        Path tls = Files.createDirectories(home.resolve(".docker/contexts/tls")
                .resolve(DockerContexts.id("production"))
                .resolve("docker"));

        assertThat(resolve())
                .isEqualTo(new EngineAddress("tcp://10.0.0.5:2376", Optional.of("production"), Optional.of(tls)));
    }

    @Test
    void resolveWhenVariableNamesTheDefaultContextIgnoresTheCurrentOne() throws IOException {
        currentContext("production", "tcp://10.0.0.5:2376");
        environment.put("DOCKER_CONTEXT", "default");

        assertThat(resolve()).isEqualTo(address("unix:///var/run/docker.sock"));
    }

    @Test
    void resolveWhenDefinitionSaysSoGivesThat() throws IOException {
        currentContext("production", "ssh://ops@db1");
        environment.put("DOCKER_HOST", "tcp://10.0.0.7:2375");

        assertThat(engines()
                        .resolve(Optional.of("ssh://ops@db2"), Optional.empty())
                        .host())
                .isEqualTo("ssh://ops@db2");
        assertThat(engines()
                        .resolve(Optional.empty(), Optional.of("production"))
                        .host())
                .isEqualTo("ssh://ops@db1");
    }

    @Test
    void resolveWhenContextIsMissingSaysWhereItLooked() {
        assertThatThrownBy(() -> engines().resolve(Optional.empty(), Optional.of("production")))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE))
                .hasMessage("there is no Docker context named production in " + home.resolve(".docker"));
    }

    @Test
    void resolveWhenSettingsAreNotJsonNamesTheFile() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{");

        assertThatThrownBy(this::resolve).hasMessageContaining(".docker/config.json");
    }

    @Test
    void contextFolderWhenNamedIsTheDigestThatDockerUses() {
        assertThat(DockerContexts.id("production")).hasSize(64).isEqualTo(PRODUCTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npipe:////./pipe/docker_engine", "tcp://", "ssh://", "ssh://-oProxyCommand=x", "10.0.0.7"})
    void openWhenAddressIsNotOneSaysHowToWriteIt(String host) {
        assertThatThrownBy(() -> engines().open(address(host)))
                .isInstanceOfSatisfying(
                        BerthException.class, e -> assertThat(e.hint()).contains("ssh://user@host"))
                .hasMessageContaining(host);
    }

    @Test
    void sshTargetWhenEverythingIsSaidBecomesOptions() {
        SshTarget target = SshTarget.of("ssh://ops@db1:2222/run/user/1000/docker.sock");

        assertThat(target.words()).isEqualTo(List.of("-p", "2222", "-l", "ops", "--", "db1"));
        assertThat(target.socket()).isEqualTo("/run/user/1000/docker.sock");
        assertThat(SshTarget.of("ssh://db1").words()).isEqualTo(List.of("--", "db1"));
        assertThat(SshTarget.of("ssh://db1").socket()).isEqualTo("/var/run/docker.sock");
    }

    private EngineAddress resolve() {
        return engines().resolve(Optional.empty(), Optional.empty());
    }

    private DockerEngines engines() {
        return new DockerEngines(environment, home, new LocalProgramRunner());
    }

    private static EngineAddress address(String host) {
        return new EngineAddress(host, Optional.empty(), Optional.empty());
    }

    private void currentContext(String name, String host) throws IOException {
        Path folder = home.resolve(".docker/contexts/meta").resolve(DockerContexts.id(name));
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("meta.json"),
                "{\"Name\":\"%s\",\"Endpoints\":{\"docker\":{\"Host\":\"%s\",\"SkipTLSVerify\":false}}}"
                        .formatted(name, host));
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"%s\"}".formatted(name));
    }
}
