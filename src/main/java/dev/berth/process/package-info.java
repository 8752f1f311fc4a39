/** Runs programs of the machine: timeout, streamed output, exit code. */
@NullMarked
package dev.berth.process;

import org.jspecify.annotations.NullMarked;
