/** Everything of one environment, put together. */
@NullMarked
package io.stackblaze.engine.local.environment;

import org.jspecify.annotations.NullMarked;
