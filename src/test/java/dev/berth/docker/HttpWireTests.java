package dev.berth.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class HttpWireTests {
    private static final EngineRequest GET = EngineRequest.get("/info");

    @Test
    void writeWhenLengthIsUnknownSendsChunks() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        HttpWire.write(
                EngineRequest.put("/a", "application/x-tar", new ByteArrayInputStream("hello".getBytes(UTF_8))),
                output);

        assertThat(output.toString(UTF_8)).isEqualTo(wire("""
                PUT /a HTTP/1.1
                Host: docker
                Content-Type: application/x-tar
                Connection: close
                Transfer-Encoding: chunked

                5
                hello
                0

                """));
    }

    @Test
    void readWhenChunkedGivesTheWholeBody() throws IOException {
        EngineReply reply = read(wire("""
                HTTP/1.1 200 OK
                Api-Version: 1.45
                Transfer-Encoding: chunked

                5
                hello
                1;x=y
                !
                0

                """));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("api-version")).contains("1.45");
        assertThat(reply.body().readAllBytes()).asString(UTF_8).isEqualTo("hello!");
    }

    @Test
    void readWhenBrokenOffInABodyFails() throws IOException {
        EngineReply chunked = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        EngineReply fixed = read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");

        assertThatThrownBy(() -> chunked.body().readAllBytes()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> fixed.body().readAllBytes()).isInstanceOf(EOFException.class);
    }

    @Test
    void readWhenThereIsNoBodyEndsAtOnce() throws IOException {
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\n").body().readAllBytes())
                .isEmpty();
        assertThat(read("HTTP/1.1 304 Not Modified\r\n\r\n").body().readAllBytes())
                .isEmpty();
    }

    @Test
    void readWhenItIsNotHttpSaysSo() {
        assertThatThrownBy(() -> read("SSH-2.0-OpenSSH_9.2\r\n")).hasMessage("what answers is not a Docker engine");
        assertThatThrownBy(() -> read("")).hasMessage("it closed the connection");
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    private static EngineReply read(String text) throws IOException {
        return HttpWire.read(GET, new Played(new ByteArrayInputStream(text.getBytes(UTF_8))));
    }

    /** A connection whose other side has said everything already. */
    private record Played(InputStream input) implements Connection {
        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void endOutput() {}

        @Override
        public void close() {}
    }
}
