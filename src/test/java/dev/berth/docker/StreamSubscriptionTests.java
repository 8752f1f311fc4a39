package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamSubscriptionTests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void failedWhenTheEngineBreaksOffIsTrue() throws InterruptedException {
        assertFailed(body -> {
            throw new IOException("gone");
        });
    }

    @Test
    void failedWhenALineCannotBeTakenIsTrue() throws InterruptedException {
        assertFailed(body -> {
            throw new IllegalStateException("a line that nobody understands");
        });
        assertFailed(body -> {
            throw new StackOverflowError();
        });
    }

    private static void assertFailed(StreamSubscription.Reader reader) throws InterruptedException {
        EngineReply reply = new EngineReply(200, Map.of(), InputStream.nullInputStream(), new Nothing());
        try (StreamSubscription subscription = StreamSubscription.begin(reply, "test", reader)) {
            assertThat(subscription.awaitEnd(PATIENCE)).isTrue();
            assertThat(subscription.failed()).isTrue();
        }
    }

    /** A connection that brings nothing. */
    private static final class Nothing implements Connection {
        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

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
