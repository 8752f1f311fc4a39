/** The order of steps: plan, switch, up, down, sync; resume and undo. */
@NullMarked
package dev.berth.deployment;

import org.jspecify.annotations.NullMarked;
