package dev.berth.process;

/** A program that goes on in the background; closing it ends it, with everything it started. */
public interface RunningProgram extends AutoCloseable {
    boolean isAlive();

    /** The last line that it wrote to standard error so far; empty when it wrote none. */
    String lastWords();

    @Override
    void close();
}
