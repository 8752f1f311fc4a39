package dev.berth.view;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.health.StackSnapshot;

/** A stack on a full screen, live, for somebody who looks, steers and leaves. */
public interface Board {

    /**
     * Shows it until it is left.
     *
     * @param first what was seen a moment ago
     * @throws InterruptedException when it is asked to end from outside; the terminal is in order then, too
     */
    void show(Stack stack, Engine engine, StackSnapshot first, Terminal terminal, Commands commands)
            throws InterruptedException;

    /**
     * Where it is drawn.
     *
     * @param theme what the terminal can show
     */
    record Terminal(RawTerminal raw, Theme theme) {}

    /** The command lines that the board runs; every change goes through them. */
    interface Commands {

        /** Whether changes are refused. */
        boolean isReadOnly();

        /**
         * Runs a line whose questions are answered, without a terminal.
         *
         * @return why it failed, in one sentence; empty when it did not
         */
        Result run(java.util.List<String> words) throws InterruptedException;

        /** Runs a line as it is typed, on the ordinary terminal, and prints what it says there. */
        void runInteractively(String line);

        /** The text without the values of secrets. */
        String redact(String text);

        /** Sees to it that values which were changed meanwhile are left out, too. */
        void learnSecrets();
    }

    /**
     * How a command ended.
     *
     * @param message the first line of why it failed; empty when it did not
     */
    record Result(int exitCode, String message) {}
}
