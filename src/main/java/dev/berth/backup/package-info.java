/** Sets of everything that an environment keeps: made, listed, proved, restored, and let go. */
@NullMarked
package dev.berth.backup;

import org.jspecify.annotations.NullMarked;
