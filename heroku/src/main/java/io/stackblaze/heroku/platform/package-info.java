/** Heroku's APIs, asked and never told: there is no way to send anything but GET. */
@NullMarked
package io.stackblaze.heroku.platform;

import org.jspecify.annotations.NullMarked;
