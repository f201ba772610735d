/** Keeping a web or worker service at its wanted release, number and health. */
@NullMarked
package io.stackblaze.engine.local.rollout;

import org.jspecify.annotations.NullMarked;
