/** Addresses, names and fences of environments. */
@NullMarked
package io.stackblaze.engine.local.network;

import org.jspecify.annotations.NullMarked;
