package dev.berth.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What a program says on one of its outputs, read as it comes by a thread of its own. */
final class Saying {
    private static final int CHUNK = 8192;

    private final StringBuilder said = new StringBuilder();
    private final FutureTask<Void> reading;

    private Saying(InputStream stream, Reading how) {
        this.reading = new FutureTask<>(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                how.read(reader, this);
            }
            return null;
        });
        Thread.ofVirtual().start(reading);
    }

    /** How it is taken in. */
    private interface Reading {
        void read(BufferedReader from, Saying into) throws IOException;
    }

    /** All of it as it is. */
    static Saying of(InputStream stream) {
        return new Saying(stream, Saying::readAll);
    }

    /**
     * Line by line.
     *
     * @param lines takes each at once
     */
    static Saying of(InputStream stream, Consumer<String> lines) {
        return new Saying(stream, (from, into) -> {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                into.add(line + "\n");
                lines.accept(line);
            }
        });
    }

    private static void readAll(Reader from, Saying into) throws IOException {
        char[] chunk = new char[CHUNK];
        for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
            into.add(new String(chunk, 0, length));
        }
    }

    private synchronized void add(String text) {
        said.append(text);
    }

    private synchronized String soFar() {
        return said.toString();
    }

    /**
     * What was said, once the program has ended.
     *
     * @param patience what it has left running may keep its outputs open for ever, and is not waited for any longer
     * @throws ExecutionException where it could not be read
     */
    String text(Duration patience) throws ExecutionException, InterruptedException {
        try {
            reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return soFar();
        } catch (TimeoutException e) {
            return soFar();
        }
    }
}
