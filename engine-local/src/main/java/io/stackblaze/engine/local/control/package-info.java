/** The node's control port, and both ends of its wire format. */
@NullMarked
package io.stackblaze.engine.local.control;

import org.jspecify.annotations.NullMarked;
