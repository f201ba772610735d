/** The real parts: databases, key-value stores, and dynos that run. */
@NullMarked
package io.stackblaze.heroku.emulator.live;

import org.jspecify.annotations.NullMarked;
