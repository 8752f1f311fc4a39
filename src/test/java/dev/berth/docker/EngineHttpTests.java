package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EngineHttpTests {
    @Test
    @Timeout(30)
    void withinWhenEngineTakesARequestAndNeverAnswersGivesUpInTime() {
        EngineAddress address = new EngineAddress("unix:///silent.sock", Optional.empty(), Optional.empty());
        try (Engine engine = new DockerEngine(new EngineHttp(address, new Silence()))) {
            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> engine.within(Duration.ofSeconds(1)).containers(Map.of()))
                    .withMessageContaining("no answer within 1 s")
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE));
        }
    }

    /** Takes everything, and says nothing until it is closed. */
    private static final class Silence implements Connector {
        @Override
        public Connection connect() {
            CountDownLatch closed = new CountDownLatch(1);
            return new Connection() {
                @Override
                public InputStream input() {
                    return new InputStream() {
                        @Override
                        public int read() throws IOException {
                            try {
                                closed.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new IOException("closed");
                        }

                        @Override
                        public int read(byte[] bytes, int offset, int length) throws IOException {
                            return read();
                        }
                    };
                }

                @Override
                public OutputStream output() {
                    return OutputStream.nullOutputStream();
                }

                @Override
                public void endOutput() {}

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }

        @Override
        public void close() {}
    }
}
