/** What an environment that runs lacks of what should protect it. Pure: looks at what others have looked up. */
@NullMarked
package dev.berth.audit;

import org.jspecify.annotations.NullMarked;
