/** What can go wrong, in words and exit codes. */
@NullMarked
package dev.berth.failure;

import org.jspecify.annotations.NullMarked;
