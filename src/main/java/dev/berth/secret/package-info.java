/** Secret stores, generators and templates; knows no engine. */
@NullMarked
package dev.berth.secret;

import org.jspecify.annotations.NullMarked;
