/** Renders secrets into the engine's host and tells who must reload or restart. */
@NullMarked
package dev.berth.delivery;

import org.jspecify.annotations.NullMarked;
