/** A session with a service of the stack, wherever the engine is. */
@NullMarked
package dev.berth.datastore;

import org.jspecify.annotations.NullMarked;
