/** Snapshots become rows of styled cells and JSON documents; one printer a format. */
@NullMarked
package dev.berth.view;

import org.jspecify.annotations.NullMarked;
