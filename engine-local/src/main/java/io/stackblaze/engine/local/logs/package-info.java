/** What instances write, kept in order, bounded, and given out again. */
@NullMarked
package io.stackblaze.engine.local.logs;

import org.jspecify.annotations.NullMarked;
