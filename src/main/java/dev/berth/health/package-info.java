/** Probes and metrics as immutable snapshots. */
@NullMarked
package dev.berth.health;

import org.jspecify.annotations.NullMarked;
