package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeModelReaderTests {

    @Test
    void readWhenComposeIs226GivesServicesWithDependenciesFirst() throws JsonParserException {
        ComposeModel model = recorded();

        assertThat(model.name()).isEqualTo("berthit-look");
        assertThat(model.services().keySet()).containsExactly("db", "init", "app", "side");
        assertThat(model.networks())
                .containsOnly(Map.entry("default", "berthit-look_default"), Map.entry("front", "f"));
        assertThat(model.warnings()).containsExactly("a warning");
    }

    @Test
    void readWhenOlderKeysAreUsedReadsLimitsPortsAndTheRest() throws JsonParserException {
        ComposeModel.Service service = service(recorded(), "db");

        assertThat(service.limits()).isEqualTo(limits(0.5, 64 << 20, 50));
        assertThat(service.user()).contains("1000:1000");
        assertThat(service.healthCheck()).isTrue();
        assertThat(service.stopGracePeriod()).contains(Duration.ofSeconds(90));
        assertThat(service.environment()).containsOnly(Map.entry("A", "x$y"), Map.entry("B", ""));
        assertThat(service.ports())
                .containsExactly(
                        new PublishedPort("127.0.0.1", 18099, 80, "tcp"),
                        new PublishedPort("", 18100, 8100, "udp"),
                        new PublishedPort("", 18101, 8101, "udp"));
    }

    @Test
    void readWhenDeploySaysSoReadsLimitsAndReplicas() throws JsonParserException {
        ComposeModel.Service app = service(recorded(), "app");

        assertThat(app.limits()).isEqualTo(limits(1.5, 128 << 20, 20));
        assertThat(app.replicas()).isEqualTo(2);
        assertThat(app.builds()).isTrue();
        assertThat(app.healthCheck()).isFalse();
        assertThat(app.networks()).containsExactly("default", "front");
        assertThat(service(recorded(), "side").replicas()).isEqualTo(3);
    }

    @Test
    void readWhenServicesMountSomethingGivesTheEnginesNames() throws JsonParserException {
        ComposeModel model = ComposeModelReader.read("""
                {"name": "p", "services": {"db": {"volumes": [
                  {"type": "volume", "source": "data", "target": "/data"},
                  {"type": "volume", "source": "named", "target": "/named", "read_only": true},
                  {"type": "volume", "target": "/nameless"},
                  {"type": "bind", "source": "/srv/$$x", "target": "/bind"}]}},
                 "volumes": {"data": {"name": "p_data"}, "named": {"name": "shared"}}}""", List.of());

        assertThat(service(model, "db").mounts())
                .containsExactly(
                        new ComposeModel.Mount("volume", "p_data", "/data", false),
                        new ComposeModel.Mount("volume", "shared", "/named", true),
                        new ComposeModel.Mount("volume", "", "/nameless", false),
                        new ComposeModel.Mount("bind", "/srv/$x", "/bind", false));
    }

    @Test
    void readWhenOthersWaitForCompletionIsAOneShot() throws JsonParserException {
        ComposeModel model = recorded();

        assertThat(service(model, "init").oneShot()).isTrue();
        assertThat(service(model, "app").oneShot()).isFalse();
        assertThat(service(model, "app").dependsOn())
                .containsOnly(
                        Map.entry("db", ComposeModel.Condition.STARTED),
                        Map.entry("init", ComposeModel.Condition.COMPLETED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"restart\":\"on-failure\"                                                    | true",
                "\"restart\":\"on-failure:5\"                                                  | true",
                "\"restart\":\"on-failure\",\"ports\":[{\"target\":80,\"published\":\"8080\"}]     | false",
                "\"restart\":\"on-failure\",\"healthcheck\":{\"test\":[\"CMD\",\"true\"]}           | false",
                "\"restart\":\"always\"                                                        | false",
                "\"command\":[\"true\"]                                                        | false"
            })
    void readWhenOnlyAFailureRestartsItIsAOneShotUnlessItServes(String keys, boolean oneShot)
            throws JsonParserException {
        ComposeModel model =
                ComposeModelReader.read("{\"name\":\"acme\",\"services\":{\"job\":{%s}}}".formatted(keys), List.of());

        assertThat(service(model, "job").oneShot()).isEqualTo(oneShot);
    }

    @Test
    void longestStopWhenServicesSayAndDoNotSayAddsThemUp() throws JsonParserException {
        ComposeModel model = ComposeModelReader.read(
                "{\"name\":\"acme\",\"services\":{\"db\":{\"stop_grace_period\":\"5m0s\"},\"web\":{}}}", List.of());

        assertThat(model.longestStop()).isEqualTo(Duration.ofSeconds(310));
    }

    @Test
    void readWhenVersionsDifferInFormReadsTheSame() throws JsonParserException {
        ComposeModel model = ComposeModelReader.read("""
                {"name":"acme","services":{
                  "job":{"build":{"context":"."},"restart":"no","scale":0,"ports":[{"target":80,"published":"8000-8010"}]},
                  "web":{"image":"web:1","depends_on":{"gone":{"condition":"service_healthy","required":false}},
                    "healthcheck":{"test":["NONE"]},"pids_limit":-1,
                    "deploy":{"resources":{"limits":{"cpus":"0.25","memory":"1048576"}}}}},
                 "volumes":{"data":{"name":"acme_data"},"shared":{"name":"shared","external":true}}}""", List.of());

        ComposeModel.Service job = service(model, "job");
        assertThat(job.image()).isEqualTo("acme-job");
        assertThat(job.oneShot()).isTrue();
        assertThat(job.replicas()).isZero();
        assertThat(job.ports()).isEmpty();
        ComposeModel.Service web = service(model, "web");
        assertThat(web.limits())
                .isEqualTo(
                        new ContainerLimits(OptionalDouble.of(0.25), OptionalLong.of(1 << 20), OptionalLong.empty()));
        assertThat(web.healthCheck()).isFalse();
        assertThat(model.volumes()).containsExactly("acme_data");
    }

    @ParameterizedTest
    @CsvSource({"10s, PT10S", "1m30s, PT1M30S", "1h0m0.5s, PT1H0.5S", "250ms, PT0.25S"})
    void durationWhenInGosFormIsRead(String text, Duration expected) {
        assertThat(ComposeModelReader.duration(text)).isEqualTo(expected);
    }

    private static ComposeModel recorded() throws JsonParserException {
        return ComposeModelReader.read(Recorded.text("config-compose-2.26.json"), List.of("a warning"));
    }

    private static ComposeModel.Service service(ComposeModel model, String name) {
        return Objects.requireNonNull(model.services().get(name), name);
    }

    private static ContainerLimits limits(double cpus, long memory, long pids) {
        return new ContainerLimits(OptionalDouble.of(cpus), OptionalLong.of(memory), OptionalLong.of(pids));
    }
}
