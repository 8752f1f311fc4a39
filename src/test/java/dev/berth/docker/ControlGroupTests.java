package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTests {
    private static final String ID = "2cd299f62287";

    @TempDir
    private Path root;

    @BeforeEach
    void makeMachine() throws IOException {
        write("proc/meminfo", "MemTotal:       1024 kB\nMemFree: 5 kB\n");
        write("proc/42/net/dev", """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo
                lo:     999       0    0    0    0     0          0         0        999       0    0    0    0
              eth0:     310       3    0    0    0     0          0         0        17       0    0    0    0
              eth1:       1       3    0    0    0     0          0         0        2       0    0    0    0
            """);
        link("proc/42/ns/net", "net:[1]");
        link("proc/self/ns/net", "net:[2]");
    }

    @Test
    void sampleWhenVersion1ReadsEachController() throws IOException {
        write("proc/42/cgroup", """
            4:memory:/docker/%1$s
            3:cpu,cpuacct:/docker/%1$s
            2:blkio:/docker/%1$s
            1:pids:/docker/%1$s
            0::/docker/%1$s
            """.formatted(ID));
        String folder = "/docker/" + ID + "/";
        write("sys/fs/cgroup/cpuacct" + folder + "cpuacct.usage", "123456\n");
        write("sys/fs/cgroup/memory" + folder + "memory.usage_in_bytes", "700000\n");
        write(
                "sys/fs/cgroup/memory" + folder + "memory.stat",
                "cache 1\ninactive_file 7\ntotal_inactive_file 200000\n");
        write("sys/fs/cgroup/memory" + folder + "memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/pids" + folder + "pids.current", "3\n");
        write(
                "sys/fs/cgroup/blkio" + folder + "blkio.throttle.io_service_bytes_recursive",
                "8:0 Read 4096\n8:0 Write 10\n8:0 Total 4106\n8:16 Read 4\n8:16 Write 1\nTotal 4111\n");

        StatsSample sample = group().orElseThrow().sample(Instant.EPOCH);

        assertThat(sample.cpuNanos()).hasValue(123456);
        assertThat(sample.memoryUsageBytes()).hasValue(500000);
        // Without a limit of its own the machine's memory is the limit, as the engine has it.
        assertThat(sample.memoryLimitBytes()).hasValue(1 << 20);
        assertThat(sample.blockReadBytes()).hasValue(4100);
        assertThat(sample.blockWrittenBytes()).hasValue(11);
        assertThat(sample.networkReceivedBytes()).hasValue(311);
        assertThat(sample.networkSentBytes()).hasValue(19);
        assertThat(sample.pids()).hasValue(3);
    }

    @Test
    void sampleWhenVersion2ReadsTheOneFolder() throws IOException {
        makeUnified();

        StatsSample sample = group().orElseThrow().sample(Instant.EPOCH);

        assertThat(sample.cpuNanos()).hasValue(1000_000);
        assertThat(sample.memoryUsageBytes()).hasValue(400);
        assertThat(sample.memoryLimitBytes()).hasValue(600);
        assertThat(sample.blockReadBytes()).hasValue(5);
        assertThat(sample.blockWrittenBytes()).hasValue(7);
        assertThat(sample.pids()).hasValue(2);
    }

    @Test
    void sampleWhenNetworkIsTheMachinesOwnSaysNothingOfIt() throws IOException {
        makeUnified();
        Files.delete(root.resolve("proc/42/ns/net"));
        link("proc/42/ns/net", "net:[2]");

        assertThat(group().orElseThrow().sample(Instant.EPOCH).networkSentBytes())
                .isEmpty();
    }

    @Test
    void sampleWhenContainerHasEndedFails() throws IOException {
        makeUnified();
        ControlGroup group = group().orElseThrow();
        Files.delete(root.resolve("sys/fs/cgroup/system.slice/docker-" + ID + ".scope/cpu.stat"));

        assertThatThrownBy(() -> group.sample(Instant.EPOCH)).isInstanceOf(IOException.class);
    }

    @Test
    void ofWhenProcessIsAnotherMachinesIsEmpty() throws IOException {
        write("proc/42/cgroup", "0::/user.slice/session-1.scope\n");

        assertThat(group()).isEmpty();
        assertThat(ControlGroup.of(root, ID, 43)).isEmpty();
    }

    private void makeUnified() throws IOException {
        write("proc/42/cgroup", "0::/system.slice/docker-%s.scope\n".formatted(ID));
        String folder = "sys/fs/cgroup/system.slice/docker-" + ID + ".scope/";
        write(folder + "cpu.stat", "usage_usec 1000\nuser_usec 1\n");
        write(folder + "memory.current", "500\n");
        write(folder + "memory.stat", "anon 1\ninactive_file 100\n");
        write(folder + "memory.max", "600\n");
        write(folder + "pids.current", "2\n");
        write(folder + "io.stat", "8:0 rbytes=5 wbytes=6 rios=1 wios=1\n8:16 rbytes=0 wbytes=1 rios=0 wios=1\n");
    }

    private Optional<ControlGroup> group() {
        return ControlGroup.of(root, ID, 42);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void link(String file, String target) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
    }
}
