/** The command line, the prompt and scripts. */
@NullMarked
package dev.berth.shell;

import org.jspecify.annotations.NullMarked;
