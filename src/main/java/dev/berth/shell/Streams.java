package dev.berth.shell;

import dev.berth.view.Capabilities;
import dev.berth.view.Questions;
import dev.berth.view.RawTerminal;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Where a command line's output goes, and who can be asked.
 *
 * @param questions made only when something is asked
 * @param screen where a command may take the whole terminal; empty where it must not
 */
public record Streams(
        PrintWriter output,
        PrintWriter error,
        Capabilities capabilities,
        Questions questions,
        Optional<RawTerminal.Source> screen) {}
