/** What tests share: drivers of the real programs, and fakes behind the ports. */
@NullMarked
package dev.berth.testing;

import org.jspecify.annotations.NullMarked;
