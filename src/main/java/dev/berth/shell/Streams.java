package dev.berth.shell;

import dev.berth.view.Capabilities;
import dev.berth.view.Questions;
import java.io.PrintWriter;

/**
 * Where a command line's output goes, and who can be asked.
 *
 * @param questions made only when something is asked
 */
public record Streams(PrintWriter output, PrintWriter error, Capabilities capabilities, Questions questions) {}
