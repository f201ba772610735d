/** Facts about processes, from {@code /proc} and from control groups. */
@NullMarked
package io.stackblaze.engine.local.proc;

import org.jspecify.annotations.NullMarked;
