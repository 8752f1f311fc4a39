/** Plans, runs and reports schema migrations. */
@NullMarked
package dev.berth.migration;

import org.jspecify.annotations.NullMarked;
