package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.docker.ByteStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A socket over any two streams. */
class StreamSocketTests {

    @Test
    void readWhenMoreComesThanTheBufferHoldsLosesNothing() throws IOException {
        byte[] sent = new byte[5 * TimedInput.CAPACITY + 17];
        new Random(1).nextBytes(sent);

        try (Socket socket = new StreamSocket(new Stream(new ByteArrayInputStream(sent)))) {
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void readWhenNothingComesInTimeSaysSoAndCanGoOn() throws IOException {
        PipedOutputStream far = new PipedOutputStream();
        try (Socket socket = new StreamSocket(new Stream(new PipedInputStream(far)))) {
            socket.setSoTimeout(1);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            socket.setSoTimeout(0);
            far.write('x');
            far.flush();
            assertThat(socket.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void readWhenFarSideFailsPassesItOn() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };
        try (Socket socket = new StreamSocket(new Stream(broken))) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessage("connection reset");
        }
    }

    @Test
    void closeWhenSomebodyReadsEndsTheRead() throws Exception {
        Socket socket = new StreamSocket(new Stream(new PipedInputStream(new PipedOutputStream())));
        CompletableFuture<Throwable> reader = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                reader.complete(
                        new AssertionError("read " + socket.getInputStream().read()));
            } catch (IOException e) {
                reader.complete(e);
            }
        });

        socket.close();

        assertThat(reader.get()).isInstanceOf(SocketException.class);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void writeWhenOpenGoesThrough() throws IOException {
        Stream stream = new Stream(InputStream.nullInputStream());
        try (Socket socket = new StreamSocket(stream)) {
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.isConnected() && socket.isBound()).isTrue();
        }
        assertThat(stream.output).hasToString("hello");
    }

    /** Two streams as an engine would hand them over. */
    private static final class Stream implements ByteStream {
        private final InputStream input;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();

        Stream(InputStream input) {
            this.input = input;
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
