package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerReaderTests {

    @Test
    void listWhenEngineIs26ReadsEveryField() {
        List<Container> containers = ContainerReader.list(Recorded.array(Recorded.text("list-engine-26.json")));

        assertThat(containers).singleElement().satisfies(container -> {
            assertThat(container.id()).startsWith("2345cb760e6e");
            assertThat(container.name()).isEqualTo("berthit-fixture");
            assertThat(container.image()).isEqualTo("berth/base:trixie");
            assertThat(container.imageId()).startsWith("sha256:be228406");
            assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
            assertThat(container.health()).isEqualTo(ContainerHealth.HEALTHY);
            assertThat(container.service()).isEqualTo("rest");
            assertThat(container.ports())
                    .containsExactly(
                            new PublishedPort("127.0.0.1", 18588, 80, "tcp"), new PublishedPort("", 18589, 81, "udp"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Up 2 minutes (healthy), HEALTHY",
        "Up 2 minutes (unhealthy), UNHEALTHY",
        "Up 2 seconds (health: starting), STARTING",
        "Up 2 minutes, NONE",
        "Up 2 minutes (Paused), NONE",
        "Exited (137) 3 hours ago, NONE"
    })
    void listWhenHealthStandsInTheTextReadsIt(String status, ContainerHealth health) {
        String json = "[{\"Id\":\"1\",\"Names\":[\"/a\"],\"Status\":\"%s\"}]".formatted(status);

        assertThat(ContainerReader.list(Recorded.array(json)).getFirst().health())
                .isEqualTo(health);
    }

    @Test
    void listWhenEngineIs29ReadsHealthFromItsField() {
        String json = """
            [{"Id":"1","Names":["/a"],"State":"running","Status":"Up 2 minutes",
              "Health":{"Status":"unhealthy","FailingStreak":4},"Ports":null,"Labels":null}]\
            """;

        Container container = ContainerReader.list(Recorded.array(json)).getFirst();
        assertThat(container.health()).isEqualTo(ContainerHealth.UNHEALTHY);
        assertThat(container.labels()).isEmpty();
    }

    @Test
    void detailsWhenEngineIs26ReadEveryField() {
        ContainerDetails details = ContainerReader.details(Recorded.object(Recorded.text("inspect-engine-26.json")));

        assertThat(details.name()).isEqualTo("berthit-fixture");
        assertThat(details.image()).isEqualTo("berth/base:trixie");
        assertThat(details.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(details.health()).isEqualTo(ContainerHealth.HEALTHY);
        assertThat(details.environment()).contains(Map.entry("A", "b=c"));
        assertThat(details.limits())
                .isEqualTo(new ContainerLimits(OptionalDouble.of(0.5), OptionalLong.of(64 << 20), OptionalLong.of(50)));
        assertThat(details.mounts())
                .containsExactlyInAnyOrder(
                        new ContainerDetails.Mount("volume", "berthit-fixture", "/data", false),
                        new ContainerDetails.Mount("bind", "/etc/hostname", "/h", true),
                        new ContainerDetails.Mount("tmpfs", "", "/tmp", false));
        assertThat(Objects.requireNonNull(details.networks().get("bridge")).address())
                .isEqualTo("172.17.0.2");
        assertThat(details.networks().get("bridge").network()).hasSize(64);
        assertThat(details.startedAt()).contains(Instant.parse("2026-11-24T00:18:05.677264520Z"));
        assertThat(details.finishedAt()).isEmpty();
        assertThat(details.pid()).isEqualTo(2796);
        assertThat(details.probes()).hasSize(3).first().satisfies(probe -> {
            assertThat(probe.exitCode()).isZero();
            assertThat(probe.output()).isEqualTo("fine\n");
        });
    }

    @Test
    void detailsWhenEngineIs26TellHowItWasSetUp() {
        ContainerDetails details = ContainerReader.details(Recorded.object(Recorded.text("inspect-engine-26.json")));

        assertThat(details.setup())
                .isEqualTo(new ContainerSetup(
                        "1000:1000",
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        true,
                        "on-failure",
                        "json-file",
                        Map.of()));
    }

    @Test
    void detailsWhenMuchWasAskedForTellIt() {
        ContainerDetails details = ContainerReader.details(Recorded.object("""
            {"Id":"1","Name":"/a","State":{"Status":"created"},
             "Config":{"User":"app","Healthcheck":{"Test":["NONE"]}},
             "HostConfig":{"Privileged":true,"ReadonlyRootfs":true,"SecurityOpt":["seccomp=unconfined"],
              "CapAdd":["CAP_NET_ADMIN","sys_time"],"CapDrop":["all"],"NetworkMode":"host","PidMode":"host",
              "IpcMode":"host","UTSMode":"host","Devices":[{"PathOnHost":"/dev/sda"}],"DeviceCgroupRules":["c 1:3 r"],
              "DeviceRequests":[{"Driver":"nvidia"},{"Driver":"","Count":-1}],
              "Ulimits":[{"Name":"nofile","Soft":1,"Hard":2}],"RestartPolicy":{"Name":""},
              "LogConfig":{"Type":"local","Config":{"max-size":"5m"}}}}\
            """));

        assertThat(details.setup())
                .isEqualTo(new ContainerSetup(
                        "app",
                        true,
                        true,
                        List.of("seccomp=unconfined"),
                        List.of("NET_ADMIN", "SYS_TIME"),
                        List.of("ALL"),
                        List.of("network", "pid", "ipc", "uts"),
                        List.of("/dev/sda", "c 1:3 r", "nvidia", "devices by request"),
                        Set.of("nofile"),
                        false,
                        "no",
                        "local",
                        Map.of("max-size", "5m")));
    }

    @Test
    void detailsWhenHardlyAnythingIsSaidHaveDefaults() {
        ContainerDetails details = ContainerReader.details(Recorded.object("""
            {"Id":"1","Name":"/a","State":{"Status":"created"},
             "HostConfig":{"PidsLimit":null,"CpuQuota":150000,"CpuPeriod":0},"NetworkSettings":{}}\
            """));

        assertThat(details.startedAt()).isEqualTo(Optional.empty());
        assertThat(details.limits())
                .isEqualTo(new ContainerLimits(OptionalDouble.of(1.5), OptionalLong.empty(), OptionalLong.empty()));
    }
}
