/** Finds lines of code that behave differently away from Heroku. */
@NullMarked
package io.stackblaze.heroku.scan;

import org.jspecify.annotations.NullMarked;
