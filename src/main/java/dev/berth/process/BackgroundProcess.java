package dev.berth.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A child process that is left running until it is closed, or Berth ends. */
final class BackgroundProcess implements RunningProgram {
    private final Process process;
    private final Children.Entry entry;
    private final Thread atTheEnd;
    private volatile String lastWords = "";

    BackgroundProcess(Process process, Children.Entry entry) {
        this.process = process;
        this.entry = entry;
        this.atTheEnd = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        Thread.ofVirtual().start(this::listen);
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String lastWords() {
        return lastWords;
    }

    @Override
    public void close() {
        LocalProgramRunner.end(process);
        entry.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // Berth is ending already, and the hook runs in any case.
            return;
        }
    }

    private void listen() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lastWords = line.strip();
                }
            }
        } catch (IOException e) {
            // The process was ended from here.
            return;
        }
    }
}
