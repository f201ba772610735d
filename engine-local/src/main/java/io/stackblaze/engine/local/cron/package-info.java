/** Running jobs by the clock, once for each tick. */
@NullMarked
package io.stackblaze.engine.local.cron;

import org.jspecify.annotations.NullMarked;
