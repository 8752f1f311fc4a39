package dev.berth.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On what Linux 6.12 told of its sockets, with the numbers of users and sockets set. */
class ListeningSocketsTests {
    private static final long PROCESS = 4711;
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8200);

    @TempDir
    private Path proc;

    private int user;

    @BeforeEach
    void createProcess() throws IOException {
        Assumptions.assumeTrue(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "skipped: recorded on a little-endian machine");
        user = (Integer) Files.getAttribute(Files.createDirectory(proc.resolve("self")), "unix:uid");
        Files.createDirectory(proc.resolve("net"));
        Path files = Files.createDirectories(proc.resolve(PROCESS + "/fd"));
        Files.createSymbolicLink(files.resolve("0"), Path.of("/dev/null"));
        Files.createSymbolicLink(files.resolve("7"), Path.of("socket:[14449231]"));
        sixth("");
    }

    @Test
    void areHeldByWhenTheProcessHoldsTheSocketIsTrue() throws IOException {
        fourth("""
                   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1603 1 0000000099c820fd 100 0 0 10 0
                   1: 0100007F:2008 00000000:0000 0A 00000000:00000000 00:00000000 00000000  %5d        0 14449231 2 0000000099680f04 100 0 0 10 0
                """.formatted(user));

        assertThat(areHeld()).isTrue();
    }

    @Test
    void areHeldByWhenAnotherUserMadeTheSocketIsFalseWhateverTheProcessShows() throws IOException {
        fourth(line("0100007F:2008", "0A", user + 1, 14449231));

        assertThat(areHeld()).isFalse();
    }

    @Test
    void areHeldByWhenAnotherProcessOfTheUserHoldsTheSocketIsFalse() throws IOException {
        fourth(line("0100007F:2008", "0A", user, 14449232));

        assertThat(areHeld()).isFalse();
    }

    @Test
    void areHeldByWhenTheSocketIsAConnectionOrListensElsewhereIsFalse() throws IOException {
        fourth(line("0100007F:2008", "01", user, 14449231)
                + line("0100007F:2009", "0A", user, 14449231)
                + line("0200007F:2008", "0A", user, 14449231)
                + line("00000000:2008", "0A", user, 14449231));

        assertThat(areHeld()).isFalse();
    }

    @Test
    void areHeldByWhenAnIpv6SocketListensOnTheAddressOfEitherKindIsTrue() throws IOException {
        fourth("");
        sixth(line("0000000000000000FFFF00000100007F:2008", "0A", user, 14449231));
        assertThat(areHeld()).isTrue();

        sixth(line("00000000000000000000000001000000:2008", "0A", user, 14449231));
        assertThat(areHeld()).isFalse();
        assertThat(new ListeningSockets(proc)
                        .areHeldBy(PROCESS, new InetSocketAddress(InetAddress.ofLiteral("::1"), 8200)))
                .isTrue();
    }

    @Test
    void areHeldByWhenTheProcessHasEndedOrTheAddressIsNoneIsFalse() throws IOException {
        fourth(line("0100007F:2008", "0A", user, 14449231));

        assertThat(new ListeningSockets(proc).areHeldBy(PROCESS + 1, ADDRESS)).isFalse();
        assertThat(new ListeningSockets(proc)
                        .areHeldBy(PROCESS, InetSocketAddress.createUnresolved("nowhere.invalid", 8200)))
                .isFalse();
    }

    @Test
    void areHeldByWhenTheSystemDoesNotTellFails() {
        assertThatThrownBy(this::areHeld)
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("cannot tell which program listens at /127.0.0.1:8200");
    }

    private boolean areHeld() {
        return new ListeningSockets(proc).areHeldBy(PROCESS, ADDRESS);
    }

    private void fourth(String lines) throws IOException {
        Files.writeString(proc.resolve("net/tcp"), "  sl  local_address rem_address   st ...\n" + lines);
    }

    private void sixth(String lines) throws IOException {
        Files.writeString(proc.resolve("net/tcp6"), "  sl  local_address rem_address   st ...\n" + lines);
    }

    private static String line(String local, String state, int user, long number) {
        return "   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000 %d 0 %d 1 0000000099c820fd 100 0 0 10 0\n"
                .formatted(local, state, user, number);
    }
}
