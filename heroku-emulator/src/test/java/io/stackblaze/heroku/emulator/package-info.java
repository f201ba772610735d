@NullMarked
package io.stackblaze.heroku.emulator;

import org.jspecify.annotations.NullMarked;
