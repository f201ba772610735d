/** Dependency layers: what one is made of, and what changed since the one before. */
@NullMarked
package io.stackblaze.build.layer;

import org.jspecify.annotations.NullMarked;
