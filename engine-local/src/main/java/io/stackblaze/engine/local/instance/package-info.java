/** Processes that outlive the node: starting, adopting, signalling and ending them. */
@NullMarked
package io.stackblaze.engine.local.instance;

import org.jspecify.annotations.NullMarked;
