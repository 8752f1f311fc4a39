/** Berth's entry point: wiring, the quick way for one-shots, exit codes. */
@NullMarked
package dev.berth;

import org.jspecify.annotations.NullMarked;
