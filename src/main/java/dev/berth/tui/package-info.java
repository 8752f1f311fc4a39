/** The full-screen board. */
@NullMarked
package dev.berth.tui;

import org.jspecify.annotations.NullMarked;
