/** Durable, resumable pieces of work made of steps. */
@NullMarked
package io.stackblaze.server.operation;

import org.jspecify.annotations.NullMarked;
