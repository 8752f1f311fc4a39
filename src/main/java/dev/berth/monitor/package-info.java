/** Rules over what is seen of a stack, the alerts that come of them, and who is told of these. */
@NullMarked
package dev.berth.monitor;

import org.jspecify.annotations.NullMarked;
