/** A Heroku account on loopback, for tests and for trying things: the APIs, and what stands behind them. */
@NullMarked
package io.stackblaze.heroku.emulator;

import org.jspecify.annotations.NullMarked;
