/** {@code demo}: a live move from an emulated Heroku account to here and back, watched by customers and a checker. */
@NullMarked
package io.stackblaze.cli.demo;

import org.jspecify.annotations.NullMarked;
