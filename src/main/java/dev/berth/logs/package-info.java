/** Merges, follows and searches the services' logs. */
@NullMarked
package dev.berth.logs;

import org.jspecify.annotations.NullMarked;
