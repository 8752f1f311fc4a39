/** Reads environments/, secrets-templates/ and compose/ into records. */
@NullMarked
package dev.berth.workspace;

import org.jspecify.annotations.NullMarked;
