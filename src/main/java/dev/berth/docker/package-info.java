/** The engine and the Compose command line. */
@NullMarked
package dev.berth.docker;

import org.jspecify.annotations.NullMarked;
