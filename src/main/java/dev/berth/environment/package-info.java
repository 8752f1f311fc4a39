/** What an environment is, and what is observed of it; never acts on services. */
@NullMarked
package dev.berth.environment;

import org.jspecify.annotations.NullMarked;
