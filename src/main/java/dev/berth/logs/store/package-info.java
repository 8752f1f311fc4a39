/** Keeps what services have said in a file, also when their containers are gone, and finds it again. */
@NullMarked
package dev.berth.logs.store;

import org.jspecify.annotations.NullMarked;
